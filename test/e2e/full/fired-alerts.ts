import type { Channel } from "../../../declaration/team";

/** An alert that a physical fault fires on the running stack. */
export interface FiredAlert {
  readonly service: string;
  readonly alert: string;
  readonly fault: string;
  /** Strength of the fault. @default what it declares */
  readonly amount?: number;
  /** Who must hear of it and nobody else, typed from systems.md and the catalog's decisions. */
  readonly to: readonly Channel[];
  /** The worse alerts that may hold it back, so that nobody hears of it. @default it is told */
  readonly heldBackBy?: readonly string[];
  /** Why its end is not waited for. @default it is */
  readonly endsLater?: string;
}

const quarter = "counts over a quarter of an hour";

function of(
  service: string,
  ...rows: readonly (readonly [
    alert: string,
    fault: string,
    to: readonly Channel[],
    more?: Omit<Partial<FiredAlert>, "service" | "alert" | "fault" | "to">,
  ])[]
): readonly FiredAlert[] {
  return rows.map(([alert, fault, to, more]) => ({ service, alert, fault, to, ...more }));
}

const mailed = ["email", "slack"] as const;
const paged = ["pagerduty", "slack"] as const;
const pagedAndFed = ["pagerduty", "webhook"] as const;

/**
 * Troubles that wake nobody, in the order in which they fire: at once, since none holds back another. Slowness is mild,
 * so that no budget burns fast.
 */
export const troubles: readonly FiredAlert[] = [
  ...of(
    "newsletter-api",
    // So few that no error ratio is high.
    ["ErrorLogged", "errors", mailed, { amount: 0.008 }],
    ["CostOverrun", "costOverrun", mailed],
    ["RateLimitBypass", "rateLimitBypass", mailed],
    ["AbusiveClient", "abusiveClient", mailed],
  ),
  ...of("ragbase-backend", [
    "ErrorTypeRepeats",
    "errorTypeRepeats",
    ["webhook"],
    { endsLater: "counts over an hour" },
  ]),
  ...of("ragbase-ai-worker", ["DocumentsUnreadable", "errors", ["webhook"], { endsLater: quarter }]),
  ...of("travel-crm-api", ["SlaBreach", "slaBreach", ["slack"]], ["CacheDown", "redisDown", ["slack"]]),
  ...of(
    "pulsecal-api",
    ["DependencyDown", "redisDown", ["slack"]],
    ["SlowHealthChecks", "slowChecks", ["slack"]],
    ["HighMemoryUsage", "memory", ["slack"]],
    ["DiskSpaceLow", "diskFilling", ["slack"]],
    ["RateLimitingIssues", "throttled", ["slack"]],
    ["HighLatency", "slow", paged, { amount: 20 }],
  ),
  ...of("ragbase-backend", ["HighMemoryUsage", "memory", ["webhook"]]),
  ...of("travel-crm-api", ["HighMemoryUsage", "memory", ["slack"]]),
  ...of("newsletter-api", ["SlowRequests", "slow", mailed, { amount: 5 }]),
  ...of(
    "greenstack-api",
    ["SlowRequests", "slow", ["slack"]],
    ["UploadFailureSpike", "uploadFailures", ["slack"], { endsLater: quarter }],
  ),
  ...of("pulsecal-api", ["QueueGrowing", "queueGrowing", ["slack"]]),
  ...of("ragbase-backend", ["QueueGrowing", "queueGrowing", ["webhook"]]),
  ...of("travel-crm-api", ["QueueGrowing", "queueGrowing", ["slack"]]),
  // Tried from outside once a minute.
  ...of("newsletter-api", ["ReadinessLost", "corsOpen", mailed]),
  ...of("pulsecal-api", ["ReadinessLost", "corsOpen", ["slack"]]),
  ...of("ragbase-backend", ["ReadinessLost", "corsOpen", ["webhook"]]),
  ...of("greenstack-api", ["ReadinessLost", "corsOpen", ["slack"]]),
  ...of("travel-crm-api", ["ReadinessLost", "corsOpen", ["slack"]]),
];

/** What wakes somebody, and what it holds back. */
export const failures: readonly FiredAlert[] = [
  ...of(
    "newsletter-api",
    ["HighErrorRate", "errors", mailed, { amount: 0.9 }],
    ["AvailabilityBurnRateFast", "errors", mailed, { amount: 0.9 }],
    ["UptimeBurnRateFast", "emailProviderDown", mailed],
    [
      "DependencyDown",
      "emailProviderDown",
      mailed,
      { heldBackBy: ["UptimeBurnRateFast", "AvailabilityBurnRateFast", "HighErrorRate"] },
    ],
  ),
  ...of("pulsecal-api", ["HighErrorRate", "errors", paged], ["AvailabilityBurnRateFast", "errors", paged]),
  ...of(
    "ragbase-backend",
    ["HighErrorRate", "throttledAs500", pagedAndFed],
    ["AvailabilityBurnRateFast", "throttledAs500", pagedAndFed],
    ["RedisDown", "redisDown", pagedAndFed],
    [
      "AvailabilityBurnRateModerate",
      "throttledAs500",
      pagedAndFed,
      { heldBackBy: ["AvailabilityBurnRateFast"] },
    ],
    [
      "AvailabilityBurnRateSlow",
      "throttledAs500",
      ["webhook"],
      { heldBackBy: ["AvailabilityBurnRateFast", "HighErrorRate", "RedisDown"] },
    ],
  ),
  ...of("greenstack-api", ["HighErrorRate", "errors", ["pagerduty"]]),
  ...of(
    "travel-crm-api",
    ["HighErrorRate", "errors", ["slack"]],
    ["AvailabilityBurnRateFast", "errors", ["slack"]],
  ),
];

/** A lost database. */
export const lostDatabases: readonly FiredAlert[] = [
  ...of(
    "newsletter-api",
    ["DatabaseDown", "databaseDown", mailed],
    ["CriticalLogEntry", "databaseDown", mailed],
  ),
  ...of("pulsecal-api", ["DatabaseDown", "databaseDown", paged]),
  ...of("greenstack-api", ["DatabaseDown", "databaseDown", ["pagerduty"]]),
  ...of(
    "travel-crm-api",
    ["DatabaseDown", "databaseDown", mailed],
    ["DatabaseQueriesFailing", "databaseDown", mailed],
  ),
];

/** Silenced before it begins: nobody hears of it. */
export const silenced: FiredAlert = {
  service: "ragbase-backend",
  alert: "DatabaseDown",
  fault: "databaseDown",
  to: [],
};

/** Services that are gone. Greenstack is judged every 30 s: its budget is known to burn before it is called down. */
export const losses: readonly FiredAlert[] = [
  ...of("newsletter-api", ["ServiceDown", "down", mailed]),
  ...of("pulsecal-api", ["ServiceDown", "down", paged]),
  ...of("ragbase-backend", ["ServiceDown", "down", pagedAndFed]),
  ...of("ragbase-ai-worker", ["ServiceDown", "down", pagedAndFed]),
  ...of("travel-crm-api", ["ServiceDown", "down", ["slack"]]),
  ...of(
    "greenstack-api",
    ["UptimeBurnRateFast", "down", ["pagerduty"]],
    ["ServiceDown", "down", ["pagerduty"]],
  ),
];

/** What only `npm run verify` fires, by name, and why. */
export const firedOnlyInProof: readonly { readonly alert: RegExp; readonly why: string }[] = [
  { alert: /^CertificateExpires$/, why: "holds for an hour, and wants a certificate that is nearly over" },
  {
    alert: /^(DiskSpaceCritical|HighMemoryUsage)$/,
    why: "wants this machine's own disk or memory nearly full",
  },
  { alert: /^DocumentsFailing$/, why: "holds for ten minutes over a quarter of an hour" },
  { alert: /^TargetMissing$/, why: "wants a target to vanish from discovery, which is fixed on one machine" },
  { alert: /^LatencyBurnRateFast$/, why: "wants most of an hour to be slow" },
  {
    alert: /BurnRate(Moderate|Slow|Creeping)$/,
    why: "wants hours; what fires sooner on a young stack is held back",
  },
];

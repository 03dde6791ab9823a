import type { BodyExpectation, HealthEndpoint, HealthState, ServiceProbe } from "../../declaration/health";

/** What `GET /health` reports, as its dependency libraries name it. */
const everything = ["database", "redis", "ai-services", "memory_heap", "memory_rss", "disk"] as const;

export const health: readonly HealthEndpoint[] = [
  { name: "liveness", path: "/health/liveness", body: terminus },
  {
    name: "readiness",
    path: "/health/readiness",
    checks: ["database", "redis"],
    body: terminus,
    expect: [isUp("database"), isUp("redis")],
  },
  {
    name: "startup",
    path: "/health/startup",
    checks: ["database", "redis", "ai-services"],
    body: terminus,
  },
  // Its results are cached, its timeout is 5,000 ms.
  {
    name: "health",
    path: "/health",
    checks: everything,
    timeoutSeconds: 5,
    body: terminus,
    expect: everything.map(isUp),
  },
];

export const probes: readonly ServiceProbe[] = [
  { kind: "liveness", endpoint: "liveness", initialDelaySeconds: 30, periodSeconds: 10 },
  { kind: "readiness", endpoint: "readiness", initialDelaySeconds: 5, periodSeconds: 5 },
  { kind: "startup", endpoint: "startup", initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 30 },
];

/** The body of NestJS Terminus: what is well under `info`, what is not under `error`, all under `details`. */
function terminus({ checks, healthy }: HealthState) {
  const entries = Object.entries(checks).map(([name, ok]) => [name, { status: ok ? "up" : "down" }] as const);
  const of = (status: string) => Object.fromEntries(entries.filter(([, entry]) => entry.status === status));
  return {
    status: healthy ? "ok" : "error",
    info: of("up"),
    error: of("down"),
    details: Object.fromEntries(entries),
  };
}

function isUp(check: string): BodyExpectation {
  return { check, matches: `"${check}":\\s*\\{\\s*"status":\\s*"up"` };
}

import { defineService } from "../declaration/define-service";
import { availability, latency, uptime } from "../declaration/slo";
import { alerts } from "./newsletter/alerts";
import { behaviour } from "./newsletter/behaviour";
import { logsBoard, privacyAndSecurity, userBehaviour } from "./newsletter/boards/users";
import { business, cost, performance } from "./newsletter/boards/views";
import { checklist, rateLimits } from "./newsletter/checklist";
import { faults } from "./newsletter/faults";
import { logAlerts } from "./newsletter/log-alerts";
import { serverErrors } from "./newsletter/rates";
import { team } from "./newsletter/team";
import { healthChecks, logs, m, origin, target } from "./newsletter/telemetry";
import { thresholds } from "./newsletter/thresholds";
import { corsOpen, readinessLost } from "./stack/readiness/lost";

const mebibyte = 2 ** 20;
const requestsPerSecond = behaviour.operations.reduce((sum, { perSecond }) => sum + perSecond, 0);
const requests = [m.requestCount, m.exceptionCount];
// An exception is counted by the second of them only.
const errors = [serverErrors, m.exceptionCount];

export const newsletter = defineService({
  origin,
  description:
    "E-mail newsletter platform on an edge runtime: readers register, models write, mail goes out.",
  owner: team,
  importance: "normal",
  // None is stated; /healthz has a field for it.
  version: "1.0.0",
  // An edge runtime has no container and no port of its own: the catalog's, for the simulator's health endpoint.
  port: 8787,
  metrics: m,
  // Deltas, made cumulative by the Collector. No flush interval is stated for metrics: the catalog's is the one at
  // which all else is scraped.
  delivery: { by: "otlp", temporality: "delta", every: "15s" },
  red: { requests, errors, duration: m.serverDuration, by: ["endpoint"] },
  logs,
  health: [
    {
      name: "health",
      path: "/healthz",
      status: { healthy: 200, failing: 503 },
      checks: healthChecks,
      body: ({ checks, healthy, time, uptimeSeconds, version }) => ({
        status: healthy ? "healthy" : "degraded",
        timestamp: time.toISOString(),
        version,
        checks: Object.fromEntries(
          Object.entries(checks).map(([check, well]) => [check, well ? "healthy" : "unhealthy"]),
        ),
        metrics: {
          uptime: uptimeSeconds,
          memory: { used: 64 * mebibyte, limit: 128 * mebibyte },
          requestsPerSecond,
        },
      }),
      expect: healthChecks.map((check) => ({ check, matches: `"${check}":\\s*"healthy"` })),
    },
  ],
  behaviour,
  faults: { ...faults, corsOpen: corsOpen(origin) },
  slos: [
    availability({
      objective: 1 - thresholds.errorRatio,
      bad: errors,
      total: requests,
      description: "Requests that do not fail.",
      spentUnder: { fast: ["errors", "databaseDown"] },
    }),
    latency({
      objective: 0.95,
      of: m.serverDuration,
      within: thresholds.slowSeconds,
      description: "Requests answered fast enough.",
      spentUnder: { fast: ["stalled"], moderate: ["slow"] },
    }),
    uptime({
      objective: 0.999,
      of: target.probeSuccess.where({ probe: "health", check: "all" }),
      description: "Time in which /healthz calls everything healthy.",
      spentUnder: { fast: ["down", "databaseDown", "emailProviderDown", "cacheDown"] },
    }),
  ],
  alerts: [...alerts, ...logAlerts, readinessLost(origin, ["corsOpen"])],
  boards: [performance, business, cost, userBehaviour, privacyAndSecurity, logsBoard],
  rateLimits,
  dependsOn: [
    { name: "database", kind: "database" },
    { name: "kv", kind: "cache" },
    { name: "r2", kind: "external" },
    { name: "grok", kind: "external" },
    { name: "resend", kind: "external" },
    { name: "stripe", kind: "external" },
  ],
  checklist,
  facts: {
    "daily budget, US dollars": thresholds.dailyBudgetDollars,
    "log flush interval": "5s",
    "log entries a batch": 1000,
    "log lines a second at most": 200,
    "metrics kept in key-value storage, seconds": 86_400,
    "GDPR export file": "exports/<userId>/<exportId>.json",
    "GDPR export holds": "user, subscriptions, emails, preferences, engagement",
    "GDPR export link valid, seconds": 86_400,
    "trace id header": "X-Trace-Id",
    "response time header": "X-Response-Time",
    "refused answer": "Too Many Requests",
    "console in production": "errors only",
    "concurrent users to be observed": 10_000,
    "soak, hours": 24,
    "spikes, times normal": 5,
  },
});

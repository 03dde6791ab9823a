import { defineService } from "../../declaration/define-service";
import { count } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { operators } from "./operations/operators";
import { requestsFailing } from "./operations/requests-failing";
import { serverDown } from "./operations/server-down";
import { alertingAlerts, alertingFaults } from "./prometheus/alerting";
import { behaviour } from "./prometheus/behaviour";
import { intakeAlerts, intakeFaults } from "./prometheus/intake";
import { storageAlerts, storageFaults } from "./prometheus/storage";
import { m, origin } from "./prometheus/telemetry";

/** What is pushed and refused has an alert of its own (PushedMetricsRefused). */
const asked = m.requests.where({ handler: ["/api/v1/query", "/api/v1/query_range"] });

export const prometheus = defineService({
  origin,
  description: "Collects and keeps metrics, evaluates the rules over them.",
  owner: operators,
  importance: "high",
  version: "3.14.0",
  port: 9090,
  metrics: m,
  delivery: { by: "scrape", port: 9090, path: "/metrics" },
  // 1,598 were seen with the whole catalog.
  seriesBudget: 4_000,
  red: {
    requests: [m.requests],
    errors: [m.requests.where({ code: { matches: "5.." } })],
    duration: m.duration,
    by: ["handler", "code"],
  },
  behaviour,
  faults: {
    down: down(),
    errors: fault(
      "queries are refused",
      sends(() => [count(m.requests, { handler: "/api/v1/query", code: "503" })]),
    ),
    ...alertingFaults,
    ...storageFaults,
    ...intakeFaults,
  },
  alerts: [
    serverDown(origin, {
      impact:
        "With one Prometheus no metric is stored and no rule evaluated; only the missing Watchdog tells.",
      alsoUnder: ["diskFull"],
      mitigation: "If it dies while it reads its log at start, give it more memory.",
    }),
    ...alertingAlerts,
    ...storageAlerts,
    ...intakeAlerts,
    requestsFailing({
      requests: asked,
      failed: asked.where({ code: { matches: "5.." } }),
      label: "handler",
      impact: "Dashboards show errors in place of panels. Rules are evaluated without HTTP, so alerts go on.",
      diagnosis: [
        "Prometheus' last lines: a query that times out, or one that loads too many samples?",
        "Are its 20 places for queries taken (`prometheus_engine_queries`)? Who asks: a dashboard of weeks, a script?",
      ],
      mitigation: ["Close or narrow what asks too much.", "Give Prometheus more processors."],
    }),
  ],
});

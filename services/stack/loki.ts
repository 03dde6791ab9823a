import { defineService } from "../../declaration/define-service";
import { count, observe, set } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { alertingAlerts, alertingFaults } from "./loki/alerting";
import { storageAlerts, storageFaults } from "./loki/storage";
import { m, origin, ragbaseRules, toAlertmanager, toPrometheus } from "./loki/telemetry";
import { operators, serving } from "./operations/operators";
import { requestsFailing } from "./operations/requests-failing";
import { serverDown } from "./operations/server-down";

export const loki = defineService({
  origin,
  description: "Keeps logs and evaluates the rules over them.",
  owner: operators,
  importance: "normal",
  version: "3.7.8",
  port: 3100,
  metrics: m,
  delivery: { by: "scrape", port: 3100, path: "/metrics" },
  // 2,385 were seen with the whole catalog.
  seriesBudget: 4_000,
  red: {
    requests: [m.duration.count],
    errors: [m.duration.count.where({ status_code: { matches: "5.." } })],
    duration: m.duration,
    by: ["route", "status_code"],
  },
  behaviour: serving(({ time }) => [
    observe(m.duration, { method: "POST", route: "otlp_v1_logs", status_code: "204" }, 0.006),
    observe(m.duration, { method: "GET", route: "loki_api_v1_query_range", status_code: "200" }, 0.04),
    count(m.lines, { tenant: "fake" }, 150),
    count(m.bytes, { tenant: "fake" }, 40_000),
    set(m.streams, { tenant: "fake" }, 20),
    count(m.flushFailures, {}, 0),
    count(m.ruleFailures, ragbaseRules, 0),
    count(m.notificationErrors, toAlertmanager, 0),
    count(m.walDiskFull, {}, 0),
    count(m.iterationsMissed, ragbaseRules, 0),
    count(m.notificationsDropped, toAlertmanager, 0),
    count(m.alertStatesLost, toPrometheus, 0),
    set(m.retentionApplied, {}, time.getTime() / 1000 - 300),
    set(m.memory, {}, 180 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    errors: fault(
      "searches fail",
      sends(() => [
        observe(m.duration, { method: "GET", route: "loki_api_v1_query_range", status_code: "500" }, 0.1),
      ]),
    ),
    ...storageFaults,
    ...alertingFaults,
  },
  alerts: [
    serverDown(origin, {
      impact:
        "Logs cannot be searched and no alert over logs fires; the collector keeps lines in its queue meanwhile.",
      mitigation: "When it dies at start while it replays its log, give it more memory.",
    }),
    ...storageAlerts,
    requestsFailing({
      requests: m.duration.count,
      failed: m.duration.count.where({ status_code: { matches: "5.." } }),
      label: "route",
      impact: "Searches end with errors, or lines wait in the collector's queue: the route says which.",
      diagnosis: [
        "Read Loki's last lines of level error: they name the route and the reason.",
        "A search: which dashboard or rule asks, over how long a time? Memory is what large ones exhaust.",
        "otlp_v1_logs or loki_api_v1_push: is its disk full (LogNotWritable), or its storage away (FlushFailing)?",
      ],
      mitigation: [
        "Narrow the search: by service and level first, then by text.",
        "Mend disk or storage; the collector sends again what waits.",
      ],
    }),
    ...alertingAlerts,
  ],
});

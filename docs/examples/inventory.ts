import { alert } from "../declaration/alert";
import type { Call } from "../declaration/behaviour";
import { defineService } from "../declaration/define-service";
import { count, logLine, observe, set } from "../declaration/emission";
import { broken, down, failing } from "../declaration/fault";
import { rate, ratio, value } from "../queries/promql";
import { httpMethods, httpStatuses } from "../telemetry/http";
import { upTo } from "../telemetry/labels";
import { logsOf } from "../telemetry/logs";
import { metricsOf } from "../telemetry/metrics";
import { watched } from "../telemetry/target";

// 1. Who it is.
const origin = { system: "warehouse", service: "inventory" } as const;
const { up } = watched(origin);

// 2. What it sends: metrics with their labels, log lines with their fields.
const http = { method: httpMethods, route: upTo(10, "/items", "/items/:id"), status: httpStatuses };
const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  requests: counter("http_requests_total", { help: "HTTP requests.", labels: http }),
  duration: histogram("http_request_duration_seconds", {
    help: "Duration of HTTP requests.",
    labels: http,
    buckets: [0.01, 0.05, 0.1, 0.5, 1],
  }),
  stock: gauge("inventory_items_in_stock", {
    help: "Items on the shelves.",
    labels: { shelf: ["A", "B", "C"] },
  }),
}));
const errors = m.requests.where({ status: ["500", "502", "503", "504"] });
const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "requestId",
  fields: { requestId: "text", route: upTo(20, "/items") },
});

// 3. How it behaves on a normal day: what one request sends. The simulator plays it.
function everyCall(call: Call) {
  const { method, route, status, requestId } = call;
  const fields = { requestId, route };
  return [
    count(m.requests, { method, route, status }),
    observe(m.duration, { method, route, status }, call.seconds),
    logLine(logs, { level: call.failed ? "error" : "info", message: `${method} ${route} ${status}`, fields }),
  ];
}

export const inventory = defineService({
  origin,
  description: "Knows what lies on which shelf.",
  owner: {
    name: "warehouse",
    channels: { critical: ["pagerduty", "slack"], warning: ["slack"], info: ["slack"] },
    escalation: { after: "15m", to: "the head of the warehouse", channel: "pagerduty" },
  },
  importance: "normal",
  version: "1.0.0",
  port: 8090,
  metrics: m,
  delivery: { by: "scrape", port: 8090, path: "/metrics" },
  red: { requests: [m.requests], errors: [errors], duration: m.duration, by: ["route", "status"] },
  logs,
  health: [
    {
      name: "ready",
      path: "/ready",
      checks: ["database"],
      body: ({ checks }) => checks,
      expect: [{ check: "database", matches: '"database":\\s*true' }],
    },
  ],
  behaviour: {
    operations: [
      { name: "GET /items", method: "GET", route: "/items", perSecond: 5, latency: { p50: 0.02, p95: 0.1 } },
    ],
    onCall: everyCall,
    background: [{ everySeconds: 5, emits: () => [set(m.stock, { shelf: "A" }, 40)] }],
  },
  // 4. What can go wrong, physically: `npm run simulate -- inventory --fault errors`.
  faults: { errors: failing(0.2, "500"), down: down(), databaseDown: broken("database") },
  // 5. Who is told, when, and what to do then. Texts get their numbers from the rule.
  alerts: [
    alert("ServiceDown", {
      when: value(up).equals(0),
      hold: "1m",
      severity: "critical",
      summary: () => "the inventory does not answer",
      description: (f) => `Prometheus has not reached it for ${f.hold}.`,
      runbook: {
        meaning: "The process is gone or cannot be reached.",
        impact: "Nobody finds anything on the shelves.",
        diagnosis: ["Is the process running?", "Read its last lines."],
        mitigation: ["Restart it.", "Roll back when a deploy came shortly before."],
      },
      firesUnder: ["down"],
    }),
    alert("HighErrorRate", {
      when: ratio(rate(errors, "5m").sum(), rate(m.requests, "5m").sum()).above(0.05),
      hold: "5m",
      severity: "warning",
      summary: (f) => `${f.value} of the requests fail`,
      description: (f) => `More than ${f.threshold} have failed for ${f.hold}; it is ${f.value} now.`,
      runbook: {
        meaning: "Requests end with a server error more often than is normal.",
        impact: "Pickers must search by hand.",
        diagnosis: ["Which route fails, and with which status?", "Read the error lines of that route."],
        mitigation: ["Roll back when a deploy came shortly before.", "Restart the database if it is gone."],
      },
      firesUnder: ["errors"],
    }),
  ],
});

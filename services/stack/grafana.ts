import { defineService } from "../../declaration/define-service";
import { observe, set } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { httpMethods } from "../../telemetry/http";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
import { requestsFailing } from "./operations/requests-failing";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "grafana" } as const;

const request = {
  handler: upTo(150, "/api/ds/query", "/api/dashboards/uid/:uid", "/login"),
  method: httpMethods,
  status_code: upTo(15, "200", "404", "500"),
};

// Grafana is in no package registry, so these are read from its source: pkg/middleware/request_metrics.go.
const m = metricsOf(origin, ({ gauge, histogram }) => ({
  duration: histogram("grafana_http_request_duration_seconds", {
    help: "Duration of HTTP requests.",
    labels: request,
    // A handler has one method, and few statuses.
    atMost: 300,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
  }),
  inFlight: gauge("grafana_http_request_in_flight", { help: "Requests that are being served." }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));

export const grafana = defineService({
  origin,
  description: "Shows dashboards, runbooks, logs and traces.",
  owner: operators,
  importance: "normal",
  version: "13.2.2",
  port: 3000,
  metrics: m,
  delivery: { by: "scrape", port: 3000, path: "/metrics" },
  // Not seen here: its handlers times their buckets, and its runtime.
  seriesBudget: 6_000,
  red: {
    requests: [m.duration.count],
    errors: [m.duration.count.where({ status_code: { matches: "5.." } })],
    duration: m.duration,
    by: ["handler", "status_code"],
  },
  behaviour: serving(() => [
    observe(m.duration, { handler: "/api/ds/query", method: "POST", status_code: "200" }, 0.03),
    observe(m.duration, { handler: "/api/dashboards/uid/:uid", method: "GET", status_code: "200" }, 0.01),
    set(m.inFlight, {}, 1),
    set(m.memory, {}, 150 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    errors: fault(
      "dashboards cannot be read from the database",
      sends(() => [
        observe(m.duration, { handler: "/api/dashboards/uid/:uid", method: "GET", status_code: "500" }, 0.1),
      ]),
    ),
  },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "Nobody sees a dashboard or a runbook; alerts still arrive.",
      mitigation: "Check that PostgreSQL answers: Grafana does not start without it.",
    }),
    requestsFailing({
      requests: m.duration.count,
      failed: m.duration.count.where({ status_code: { matches: "5.." } }),
      label: "handler",
      impact: "Dashboards, runbooks or logins fail for those who look; alerts still arrive.",
      diagnosis: [
        "/api/ds/query: which data source fails? Ask Prometheus, Loki and Tempo themselves.",
        "Any other: does PostgreSQL answer (PostgresDown, ConnectionsAlmostExhausted)?",
        "Read Grafana's last lines of level error.",
      ],
      mitigation: [
        "Mend the data source or the database that fails.",
        "Restart Grafana; it keeps no state of its own.",
      ],
    }),
  ],
});

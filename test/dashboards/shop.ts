import type { Panel } from "../../declaration/board";
import { defineService } from "../../declaration/define-service";
import { failing } from "../../declaration/fault";
import type { Service, ServiceSpec } from "../../declaration/service";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { spansOf } from "../../telemetry/spans";

const origin = { system: "shop", service: "api" } as const;

export const metrics = metricsOf(origin, ({ counter, gauge, histogram }) => {
  const labels = { route: upTo(40, "/cart"), status: ["200", "500"] } as const;
  return {
    requests: counter("requests_total", { help: "Requests.", labels }),
    crashes: counter("crashes_total", { help: "Requests that died.", labels: { route: labels.route } }),
    duration: histogram("duration_seconds", {
      help: "Duration.",
      labels: { route: labels.route },
      buckets: [0.1, 1],
    }),
    depth: gauge("depth", { help: "Jobs that wait.", labels: { queue: ["mail", "print"] } }),
    started: gauge("started", { help: "Start of the process.", unit: "timestamp" }),
    leader: gauge("leader", { help: "Whether it leads.", unit: "boolean" }),
    cost: gauge("cost", { help: "Cost of today.", unit: "dollars" }),
  };
});

export const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "reqId",
  fields: { type: upTo(30, "timeout"), reqId: "text" },
});

export const spans = spansOf(origin, {
  delivery: "otlp-http",
  serviceName: "shop-api",
  sampled: 1,
  names: ["GET /cart"],
  attributes: ["http.route"],
});

const spec: ServiceSpec = {
  origin,
  description: "Sells.",
  owner: {
    name: "sales",
    channels: { critical: ["slack"], warning: ["slack"], info: ["slack"] },
    escalation: { after: "15m", to: "the boss", channel: "email" },
  },
  importance: "normal",
  version: "1",
  metrics,
  delivery: { by: "scrape", port: 80, path: "/metrics" },
  red: {
    requests: [metrics.requests],
    errors: [metrics.requests.where({ status: "500" }), metrics.crashes],
    duration: metrics.duration,
    by: ["route", "status"],
  },
  behaviour: { operations: [] },
  faults: { errors: failing(0.1, "500") },
  alerts: [],
};

/** A service with short names, so that texts in tests stay readable. */
export function shop(changes: Partial<ServiceSpec> = {}): Service {
  return defineService({ ...spec, ...changes });
}

/** The shop with one board of one row of these panels. */
export function shopShowing(...panels: [Panel, ...Panel[]]): Service {
  return shop({ boards: [{ title: "Board", description: "Shows.", rows: [{ title: "Row", panels }] }] });
}

import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { down, failing } from "../../declaration/fault";
import type { Service, ServiceSpec } from "../../declaration/service";
import type { Team } from "../../declaration/team";
import { countOver } from "../../queries/logql";
import { rate, ratio, value } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { watched } from "../../telemetry/target";

/** A small service that uses everything an alert can have. */
export const origin = { system: "shop", service: "shop-api" } as const;

export const metrics = metricsOf(origin, ({ counter, gauge }) => ({
  requests: counter("requests_total", {
    help: "Requests.",
    labels: { route: upTo(5, "/buy"), status: ["200", "500"] },
  }),
  queue: gauge("queue_bytes", {
    help: "Bytes that wait.",
    unit: "bytes",
    labels: { queue: upTo(3, "mail") },
  }),
}));

export const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "requestId",
  fields: { type: upTo(9, "Timeout"), requestId: "text" },
});

export const team: Team = {
  name: "sellers",
  channels: { critical: ["pagerduty", "slack"], warning: ["slack"], info: ["email"] },
  escalation: { after: "15m", to: "the head of sales", channel: "pagerduty" },
};

export const runbook: Alert["runbook"] = {
  meaning: "Requests fail more often than is normal.",
  impact: "Customers cannot buy.",
  diagnosis: ["Look which route fails.", "Read its error lines."],
  mitigation: ["Roll the last deploy back."],
};

const failed = rate(metrics.requests.where({ status: "500" }), "5m");

export const errorRate = alert("HighErrorRate", {
  when: ratio(failed.sum("route"), rate(metrics.requests, "5m").sum("route")).above(0.05),
  hold: "5m",
  keepFiring: "2m",
  severity: "critical",
  group: "critical",
  every: "30s",
  summary: (f) => `${f.value} of ${f.label("route")} fail`,
  description: (f) => `More than ${f.threshold} for ${f.hold} in ${f.label("environment")}.`,
  runbook,
  firesUnder: ["errors"],
});

export const queueFull = alert("QueueFull", {
  when: value(metrics.queue).atLeast(1_610_612_736),
  severity: "warning",
  to: ["email"],
  summary: (f) => `${f.label("queue")} holds ${f.value}`,
  description: (f) => `${f.threshold} are too much.`,
  runbook,
  firesUnder: ["errors"],
});

export const typeRepeats = alert("TypeRepeats", {
  when: countOver(logs.where({ level: "error" }), "1h")
    .sum("type")
    .atLeast(5),
  severity: "warning",
  to: ["webhook"],
  summary: (f) => `${f.label("type")} came ${f.value} times`,
  description: (f) => `${f.threshold} are too many.`,
  runbook,
  firesUnder: ["errors"],
});

export const serviceDown = alert("ServiceDown", {
  when: value(watched(origin).up).equals(0),
  hold: "1m",
  severity: "critical",
  summary: () => "the shop is closed",
  description: (f) => `Nothing has answered for ${f.hold}.`,
  runbook,
  firesUnder: ["down"],
});

/** The shop with other alerts, or with anything else changed. */
export function shopWith(changes: Partial<ServiceSpec>): Service {
  return defineService({
    origin,
    description: "Sells things.",
    owner: team,
    importance: "high",
    version: "1.0.0",
    metrics,
    logs,
    delivery: { by: "scrape", port: 8080, path: "/metrics" },
    behaviour: { operations: [] },
    faults: { errors: failing(0.2, "500"), down: down() },
    alerts: [errorRate, queueFull, typeRepeats, serviceDown],
    ...changes,
  });
}

export const shop = shopWith({});

export const settings = {
  environment: "prod",
  cluster: "eu1",
  grafanaUrl: "https://grafana.example",
  runbookBase: "https://runbooks.example",
};

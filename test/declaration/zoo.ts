import type { AlertSpec } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { down } from "../../declaration/fault";
import { DeclarationError } from "../../declaration/problem";
import type { ServiceSpec } from "../../declaration/service";
import { availability } from "../../declaration/slo";
import { rate } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";

export const origin = { system: "zoo", service: "zoo-api" };
export const m = metricsOf(origin, ({ counter, gauge }) => ({
  requests: counter("requests_total", { help: "Requests.", labels: { severity: ["low", "high"] } }),
  queue: gauge("queue_size", { help: "Jobs that wait." }),
}));
export const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "id",
  fields: { id: "text", type: upTo(5, "A") },
});

export const right: AlertSpec = {
  when: rate(m.requests, "5m").sum().above(1),
  severity: "warning",
  summary: () => "",
  description: () => "",
  runbook: { meaning: "", impact: "", diagnosis: ["Look."], mitigation: ["Mend."] },
  firesUnder: ["down"],
};

export const zoo: ServiceSpec = {
  origin,
  description: "A zoo.",
  owner: {
    name: "keepers",
    channels: { critical: [], warning: [], info: [] },
    escalation: { after: "15m", to: "the lead", channel: "slack" },
  },
  importance: "low",
  version: "1.0.0",
  metrics: m,
  delivery: { by: "scrape", port: 80, path: "/metrics" },
  logs,
  health: [{ name: "ready", path: "/ready", checks: ["database"], body: () => ({}) }],
  behaviour: {
    operations: [{ name: "GET /", method: "GET", route: "/", perSecond: 1, latency: { p50: 0.1, p95: 0.2 } }],
  },
  faults: { down: down() },
  alerts: [alert("ZooDown", right)],
};

/** What `defineService` says of the zoo with a change. */
export function refusal(change: Partial<ServiceSpec>): string {
  try {
    defineService({ ...zoo, ...change });
  } catch (error) {
    if (error instanceof DeclarationError) return error.message;
    throw error;
  }
  return "accepted";
}

/** A promise that can be kept. */
export const whole = availability({
  objective: 0.99,
  bad: [m.requests],
  total: [m.requests],
  description: "",
  spentUnder: { fast: ["down"] },
});

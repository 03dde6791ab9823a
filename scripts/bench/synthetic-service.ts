import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { down, failing, slow } from "../../declaration/fault";
import type { Service } from "../../declaration/service";
import { availability } from "../../declaration/slo";
import { quantile } from "../../queries/histogram";
import { rate, ratio, value } from "../../queries/promql";
import { httpMethods, httpStatuses, serverErrors } from "../../telemetry/http";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { watched } from "../../telemetry/target";

const runbook = {
  meaning: "It is worse than it should be.",
  impact: "Users notice.",
  diagnosis: ["Which route is it?"],
  mitigation: ["Roll back when a deploy came shortly before."],
} as const;

/** A service of the usual size: RED metrics, three alerts, an SLO. `n` makes it another one. */
export function syntheticService(n: number): Service {
  const origin = { system: `system-${n % 20}`, service: `service-${n}` };
  const labels = { method: httpMethods, route: upTo(20, "/items") };
  const m = metricsOf(origin, ({ counter, histogram }) => ({
    requests: counter("http_requests_total", {
      help: "HTTP requests.",
      labels: { ...labels, status: httpStatuses },
    }),
    duration: histogram("http_request_duration_seconds", {
      help: "Duration of HTTP requests.",
      labels,
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5],
    }),
  }));
  const errors = m.requests.where({ status: serverErrors });
  const about = { severity: "warning", runbook, summary: () => "it is worse than it should be" } as const;
  return defineService({
    origin,
    description: "Stands for a service of the usual size.",
    owner: {
      name: `team-${n % 20}`,
      channels: { critical: ["pagerduty"], warning: ["slack"], info: ["slack"] },
      escalation: { after: "15m", to: "the lead", channel: "pagerduty" },
    },
    importance: "normal",
    version: "1.0.0",
    port: 8080,
    metrics: m,
    delivery: { by: "scrape", port: 8080, path: "/metrics" },
    red: { requests: [m.requests], errors: [errors], duration: m.duration, by: ["route"] },
    behaviour: { operations: [] },
    faults: { errors: failing(0.2, "500"), slow: slow(20), down: down() },
    slos: [
      availability({
        objective: 0.999,
        bad: [errors],
        total: [m.requests],
        spentUnder: { fast: ["errors"] },
        description: "Requests that do not fail.",
      }),
    ],
    alerts: [
      alert("ServiceDown", {
        ...about,
        when: value(watched(origin).up).equals(0),
        hold: "1m",
        description: () => "It does not answer.",
        firesUnder: ["down"],
      }),
      alert("HighErrorRate", {
        ...about,
        when: ratio(rate(errors, "5m").sum(), rate(m.requests, "5m").sum()).above(0.05),
        hold: "5m",
        description: (f) => `More than ${f.threshold} fail; it is ${f.value} now.`,
        firesUnder: ["errors"],
      }),
      alert("HighLatency", {
        ...about,
        when: quantile(0.95, m.duration, "5m").above(1),
        hold: "5m",
        description: (f) => `The ${f.percentile} is above ${f.threshold}; it is ${f.value} now.`,
        firesUnder: ["slow"],
      }),
    ],
  });
}

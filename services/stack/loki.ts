import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, observe, set } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { rate } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "loki" } as const;

// One tenant: Loki calls it "fake" while authentication is off.
const tenant = upTo(1, "fake");
const request = {
  method: upTo(4, "GET", "POST", "gRPC"),
  route: upTo(60, "loki_api_v1_push", "otlp_v1_logs", "loki_api_v1_query_range"),
  status_code: upTo(12, "200", "204", "429", "500", "success"),
};
const ruleGroup = { user: tenant, rule_group: upTo(40, "/rules/fake/ragbase.yml;ragbase-backend") };

const ragbaseRules = { user: "fake", rule_group: "/rules/fake/ragbase.yml;ragbase-backend" };

const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  duration: histogram("loki_request_duration_seconds", {
    help: "Duration of requests.",
    labels: request,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100],
  }),
  lines: counter("loki_distributor_lines_received_total", {
    help: "Log lines received.",
    labels: { tenant },
  }),
  bytes: counter("loki_distributor_bytes_received_total", {
    help: "Bytes of log lines received.",
    unit: "bytes",
    labels: { tenant },
  }),
  // Appears with the first discarded line: pkg/validation/validate.go of grafana/loki.
  discarded: counter("loki_discarded_samples_total", {
    help: "Log lines thrown away.",
    labels: { tenant, reason: upTo(25, "rate_limited", "per_stream_rate_limit", "line_too_long") },
  }),
  streams: gauge("loki_ingester_memory_streams", { help: "Streams in memory.", labels: { tenant } }),
  flushFailures: counter("loki_ingester_chunks_flush_failures_total", {
    help: "Chunks that could not be written to storage.",
  }),
  ruleFailures: counter("loki_prometheus_rule_evaluation_failures_total", {
    help: "Rules over logs whose evaluation failed.",
    labels: ruleGroup,
  }),
  notificationErrors: counter("loki_prometheus_notifications_errors_total", {
    help: "Alerts over logs that could not be sent to Alertmanager.",
    labels: { user: tenant, alertmanager: upTo(3, "http://alertmanager:9093/api/v2/alerts") },
  }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));

export const loki = defineService({
  origin,
  description: "Keeps logs and evaluates the rules over them.",
  owner: operators,
  importance: "normal",
  version: "3.7.8",
  port: 3100,
  metrics: m,
  delivery: { by: "scrape", port: 3100, path: "/metrics" },
  red: {
    requests: [m.duration.count],
    errors: [m.duration.count.where({ status_code: { matches: "5.." } })],
    duration: m.duration,
    by: ["route", "status_code"],
  },
  behaviour: serving(() => [
    observe(m.duration, { method: "POST", route: "otlp_v1_logs", status_code: "204" }, 0.006),
    observe(m.duration, { method: "GET", route: "loki_api_v1_query_range", status_code: "200" }, 0.04),
    count(m.lines, { tenant: "fake" }, 150),
    count(m.bytes, { tenant: "fake" }, 40_000),
    set(m.streams, { tenant: "fake" }, 20),
    count(m.flushFailures, {}, 0),
    count(m.ruleFailures, ragbaseRules, 0),
    count(m.notificationErrors, { user: "fake", alertmanager: "http://alertmanager:9093/api/v2/alerts" }, 0),
    set(m.memory, {}, 180 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    logFlood: fault(
      "a sender logs more than its limit",
      sends(() => [count(m.discarded, { tenant: "fake", reason: "rate_limited" }, 100)]),
    ),
    brokenRule: fault(
      "a rule over logs cannot be evaluated",
      sends(() => [count(m.ruleFailures, ragbaseRules)]),
    ),
  },
  alerts: [
    serverDown(origin, {
      impact:
        "Logs cannot be searched and no alert over logs fires; the collector keeps lines in its queue meanwhile.",
      mitigation: "When it dies at start while it replays its log, give it more memory.",
    }),
    alert("LogLinesDiscarded", {
      when: rate(m.discarded, "5m").sum("reason").above(0),
      hold: "5m",
      severity: "warning",
      summary: (f) => `log lines are thrown away: ${f.label("reason")}`,
      description: (f) =>
        `For ${f.hold} Loki has thrown lines away for the reason ${f.label("reason")}; it is ${f.value} now.`,
      runbook: {
        meaning: "Loki refuses lines: too many, too long, too old, or with too many labels.",
        impact: "These lines are missing from searches and from alerts over logs.",
        diagnosis: [
          "Find the service that sends most lines in the last hour.",
          "For too old lines: is a sender's clock off, or does it send again what it sent long ago?",
        ],
        mitigation: ["Quieten the service that floods.", "Raise the limit if the load is here to stay."],
      },
      firesUnder: ["logFlood"],
    }),
    alert("RuleEvaluationFailing", {
      when: rate(m.ruleFailures, "5m").sum("rule_group").above(0),
      hold: "5m",
      severity: "critical",
      summary: (f) => `rules over logs of ${f.label("rule_group")} fail`,
      description: (f) => `For ${f.hold} Loki could not evaluate rules of ${f.label("rule_group")}.`,
      runbook: {
        meaning: "A rule over logs cannot be evaluated, so that its alert cannot fire.",
        impact: "What the rule watches is unwatched.",
        diagnosis: ["Read Loki's last lines: they name the rule and the error.", "Is Loki overloaded?"],
        mitigation: ["Mend the declaration, or take the change back that brought it."],
      },
      firesUnder: ["brokenRule"],
    }),
  ],
});

import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, observe, set } from "../../declaration/emission";
import { down, fault, sends, stuck } from "../../declaration/fault";
import { rate, value } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { watched } from "../../telemetry/target";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "prometheus" } as const;

const ruleGroup = { rule_group: upTo(60, "/etc/prometheus/rules/pulsecal.yml;pulsecal_api") };
const alertmanager = { alertmanager: upTo(3, "http://alertmanager:9093/api/v2/alerts") };
// Prometheus shows all of its handlers from the start: 63 in 3.14.
const handler = { handler: upTo(80, "/api/v1/query", "/api/v1/query_range", "/api/v1/write") };

const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  requests: counter("prometheus_http_requests_total", {
    help: "HTTP requests.",
    labels: { ...handler, code: upTo(10, "200", "422", "503") },
  }),
  duration: histogram("prometheus_http_request_duration_seconds", {
    help: "Duration of HTTP requests.",
    labels: handler,
    buckets: [0.1, 0.2, 0.4, 1, 3, 8, 20, 60, 120],
  }),
  headSeries: gauge("prometheus_tsdb_head_series", { help: "Series in memory." }),
  appended: counter("prometheus_tsdb_head_samples_appended_total", {
    help: "Samples taken in.",
    labels: { type: ["float", "histogram"] },
  }),
  blocks: gauge("prometheus_tsdb_storage_blocks_bytes", { help: "Size of all blocks.", unit: "bytes" }),
  wal: gauge("prometheus_tsdb_wal_storage_size_bytes", { help: "Size of the log.", unit: "bytes" }),
  targets: gauge("prometheus_target_scrape_pool_targets", {
    help: "Targets of each job.",
    labels: { scrape_job: upTo(60, "pulsecal-api", "prometheus") },
  }),
  overSampleLimit: counter("prometheus_target_scrapes_exceeded_sample_limit_total", {
    help: "Scrapes thrown away because the target has more series than its budget.",
  }),
  evaluations: counter("prometheus_rule_evaluations_total", {
    help: "Rules evaluated.",
    labels: ruleGroup,
  }),
  evaluationFailures: counter("prometheus_rule_evaluation_failures_total", {
    help: "Rules whose evaluation failed.",
    labels: ruleGroup,
  }),
  notificationsSent: counter("prometheus_notifications_sent_total", {
    help: "Alerts sent to Alertmanager, those that failed included.",
    labels: alertmanager,
  }),
  notificationErrors: counter("prometheus_notifications_errors_total", {
    help: "Alerts that could not be sent to Alertmanager.",
    labels: alertmanager,
  }),
  notificationQueue: gauge("prometheus_notifications_queue_length", {
    help: "Alerts that wait to be sent.",
    labels: alertmanager,
  }),
  reloadSuccessful: gauge("prometheus_config_last_reload_successful", {
    help: "Whether the last reload of the configuration succeeded.",
    unit: "boolean",
  }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));

const { up } = watched(origin);
const pulsecalRules = { rule_group: "/etc/prometheus/rules/pulsecal.yml;pulsecal_api" };
const toAlertmanager = { alertmanager: "http://alertmanager:9093/api/v2/alerts" };

export const prometheus = defineService({
  origin,
  description: "Collects and keeps metrics, evaluates the rules over them.",
  owner: operators,
  importance: "high",
  version: "3.14.0",
  port: 9090,
  metrics: m,
  delivery: { by: "scrape", port: 9090, path: "/metrics" },
  red: {
    requests: [m.requests],
    errors: [m.requests.where({ code: { matches: "5.." } })],
    duration: m.duration,
    by: ["handler", "code"],
  },
  behaviour: serving(() => [
    ...["/api/v1/query", "/api/v1/query_range", "/api/v1/write"].flatMap((name) => [
      count(m.requests, { handler: name, code: "200" }, 10),
      observe(m.duration, { handler: name }, 0.02),
    ]),
    set(m.headSeries, {}, 12_000),
    count(m.appended, { type: "float" }, 12_000),
    set(m.blocks, {}, 300 * 2 ** 20),
    set(m.wal, {}, 60 * 2 ** 20),
    set(m.targets, { scrape_job: "prometheus" }, 1),
    count(m.overSampleLimit, {}, 0),
    count(m.evaluations, pulsecalRules, 7),
    count(m.evaluationFailures, pulsecalRules, 0),
    count(m.notificationsSent, toAlertmanager, 1),
    count(m.notificationErrors, toAlertmanager, 0),
    set(m.notificationQueue, toAlertmanager, 0),
    set(m.reloadSuccessful, {}, 1),
    set(m.memory, {}, 200 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    brokenRule: fault(
      "a rule joins series that do not match one to one",
      sends(() => [count(m.evaluationFailures, pulsecalRules)]),
    ),
    alertmanagerUnreachable: fault(
      "Alertmanager takes no alerts",
      sends(() => [count(m.notificationErrors, toAlertmanager), count(m.notificationsSent, toAlertmanager)]),
    ),
    badConfiguration: fault("the new configuration is refused", stuck(m.reloadSuccessful, 0)),
    seriesFlood: fault(
      "a target has more series than its budget",
      sends(() => [count(m.overSampleLimit, {})]),
    ),
  },
  alerts: [
    // Fires always: it shows that Prometheus scrapes, evaluates and sends. What notices its absence is outside.
    alert("Watchdog", {
      when: value(up).max().equals(1),
      severity: "info",
      class: "heartbeat",
      summary: () => "alerts are evaluated and sent",
      description: () => "Fires as long as alerting works. When it stops arriving, alerting is broken.",
      runbook: {
        meaning: "Nothing is wrong. This alert fires all the time; its absence is the message.",
        impact: "None while it fires. When it is missing, no other alert reaches anybody.",
        diagnosis: [
          "When it is missing: does Prometheus run, and does it scrape itself?",
          "Does Alertmanager run, and does it list this alert?",
          "Can Alertmanager reach the dead-man's endpoint?",
        ],
        mitigation: ["Restart whichever of the two does not answer."],
      },
      firesUnder: [],
    }),
    serverDown(origin, {
      impact:
        "With one Prometheus no metric is stored and no rule evaluated; only the missing Watchdog tells.",
      mitigation: "If it dies while it reads its log at start, give it more memory.",
    }),
    alert("RuleEvaluationFailing", {
      when: rate(m.evaluationFailures, "5m").sum("rule_group").above(0),
      hold: "5m",
      severity: "critical",
      summary: (f) => `rules of ${f.label("rule_group")} fail`,
      description: (f) => `For ${f.hold} Prometheus could not evaluate rules of ${f.label("rule_group")}.`,
      runbook: {
        meaning: "A rule cannot be evaluated, so that its alert cannot fire.",
        impact: "What the rule watches is unwatched; nobody notices when it breaks.",
        diagnosis: ["Open Prometheus' page of rules: the failing one shows its error."],
        mitigation: ["Mend the declaration, or take the change back that brought it."],
      },
      firesUnder: ["brokenRule"],
    }),
    alert("AlertDeliveryFailing", {
      when: rate(m.notificationErrors, "5m").sum("alertmanager").above(0),
      hold: "5m",
      severity: "critical",
      summary: (f) => `Prometheus cannot send alerts to ${f.label("alertmanager")}`,
      description: (f) => `For ${f.hold} sending alerts to ${f.label("alertmanager")} has failed.`,
      runbook: {
        meaning: "Alerts fire in Prometheus, but this Alertmanager does not take them.",
        impact: "Where it is the only Alertmanager nobody is told of anything, this alert included.",
        diagnosis: [
          "Does Alertmanager answer?",
          "Read Prometheus' last lines: they hold the address and the error.",
        ],
        mitigation: ["Restart Alertmanager.", "Mend the network between the two."],
      },
      firesUnder: ["alertmanagerUnreachable"],
    }),
    alert("ConfigReloadFailed", {
      when: value(m.reloadSuccessful).equals(0),
      hold: "5m",
      severity: "warning",
      summary: () => "Prometheus refuses its configuration",
      description: (f) =>
        `The configuration on disk has been refused for ${f.hold}; the old one is in force.`,
      runbook: {
        meaning: "The last change of configuration or rules is not in force.",
        impact: "New targets and rules are missing; at the next restart Prometheus does not start.",
        diagnosis: ["Read its last lines: they name the file and the place.", "Run `promtool check config`."],
        mitigation: ["Take the last change back, then deploy again."],
      },
      firesUnder: ["badConfiguration"],
    }),
    alert("SeriesBudgetExceeded", {
      when: rate(m.overSampleLimit, "5m").sum().above(0),
      hold: "5m",
      severity: "warning",
      summary: () => "a target has more series than its budget",
      description: (f) =>
        `For ${f.hold} scrapes have been thrown away because a target exceeds its sample limit.`,
      runbook: {
        meaning: "A service emits more series than its declaration allows, so its scrapes are refused.",
        impact: "The service is unwatched: its metrics are missing altogether.",
        diagnosis: [
          "Find the target with the error `sample limit exceeded` in Prometheus' list of targets.",
          "Find the label that grew: a raw path or an identifier is the usual one.",
        ],
        mitigation: ["Mend the service, or raise the bound of the label in its declaration."],
      },
      firesUnder: ["seriesFlood"],
    }),
  ],
});

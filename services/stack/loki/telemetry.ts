import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "loki" } as const;

// One tenant: Loki calls it "fake" while authentication is off.
const tenant = upTo(1, "fake");
const request = {
  method: upTo(4, "GET", "POST", "gRPC"),
  route: upTo(60, "loki_api_v1_push", "otlp_v1_logs", "loki_api_v1_query_range"),
  status_code: upTo(12, "200", "204", "429", "500", "success"),
};
const ruleGroup = { user: tenant, rule_group: upTo(40, "/rules/fake/ragbase.yml;ragbase-backend") };

export const ragbaseRules = { user: "fake", rule_group: "/rules/fake/ragbase.yml;ragbase-backend" };

export const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  duration: histogram("loki_request_duration_seconds", {
    help: "Duration of requests.",
    labels: request,
    // A route has one method and few statuses: 42 were seen in 3.7.
    atMost: 120,
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
  walDiskFull: counter("loki_ingester_wal_disk_full_failures_total", {
    help: "Writes to the log that failed because the disk is full.",
  }),
  iterationsMissed: counter("loki_prometheus_rule_group_iterations_missed_total", {
    help: "Evaluations of a group left out because the one before still ran.",
    labels: ruleGroup,
  }),
  notificationsDropped: counter("loki_prometheus_notifications_dropped_total", {
    help: "Alerts over logs dropped because too many waited.",
    labels: { user: tenant, alertmanager: upTo(3, "http://alertmanager:9093/api/v2/alerts") },
  }),
  alertStatesLost: counter("loki_ruler_wal_prometheus_remote_storage_samples_failed_total", {
    help: "Samples of the ruler that Prometheus refused for good.",
    labels: {
      tenant,
      remote_name: upTo(1, "fake-rw-prometheus"),
      url: upTo(1, "http://prometheus:9090/api/v1/write"),
    },
  }),
  retentionApplied: gauge("loki_compactor_apply_retention_last_successful_run_timestamp_seconds", {
    help: "When retention was last applied with success, in Unix time; 0 before the first time.",
    unit: "timestamp",
  }),
  panics: counter("loki_panic_total", { help: "Panics that were caught." }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));
export const toAlertmanager = { user: "fake", alertmanager: "http://alertmanager:9093/api/v2/alerts" };
export const toPrometheus = {
  tenant: "fake",
  remote_name: "fake-rw-prometheus",
  url: "http://prometheus:9090/api/v1/write",
};

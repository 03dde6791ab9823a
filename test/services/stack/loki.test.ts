import { holdConditions } from "./conditions";

holdConditions("loki", [
  [
    "LogLinesDiscarded",
    "warning",
    "5m",
    ["logFlood", "senderClockAhead"],
    "sum by (reason) (rate(loki_discarded_samples_total{…}[5m])) > 0",
  ],
  [
    "FlushFailing",
    "critical",
    "5m",
    ["storageRefuses", "diskFull"],
    "sum (rate(loki_ingester_chunks_flush_failures_total{…}[5m])) > 0",
  ],
  [
    "LogNotWritable",
    "critical",
    "1m",
    ["diskFull"],
    "sum (rate(loki_ingester_wal_disk_full_failures_total{…}[5m])) > 0",
  ],
  [
    "RetentionStalled",
    "warning",
    "6h",
    ["retentionStalled"],
    "max by (instance) (time() - loki_compactor_apply_retention_last_successful_run_timestamp_seconds{…}) > 43200",
  ],
  ["PanicCaught", "warning", undefined, ["programError"], "sum (increase(loki_panic_total{…}[15m])) > 0"],
  [
    "RequestsFailing",
    "warning",
    "10m",
    ["errors"],
    '((sum by (route) (rate(loki_request_duration_seconds_count{…, status_code=~"5.."}[5m])) or (sum by (route) (rate(loki_request_duration_seconds_count{…}[5m])) * 0)) / (sum by (route) (rate(loki_request_duration_seconds_count{…}[5m])) > 0)) > 0.1',
  ],
  [
    "RuleEvaluationFailing",
    "critical",
    "5m",
    ["brokenRule"],
    "sum by (rule_group) (rate(loki_prometheus_rule_evaluation_failures_total{…}[5m])) > 0",
  ],
  [
    "RuleEvaluationMissed",
    "warning",
    "10m",
    ["rulesTooSlow"],
    "sum by (rule_group) (rate(loki_prometheus_rule_group_iterations_missed_total{…}[5m])) > 0",
  ],
  [
    "AlertDeliveryFailing",
    "critical",
    "5m",
    ["alertmanagerUnreachable"],
    "sum by (alertmanager) (rate(loki_prometheus_notifications_errors_total{…}[5m]) or rate(loki_prometheus_notifications_dropped_total{…}[5m])) > 0",
  ],
  [
    "AlertStatesLost",
    "warning",
    "5m",
    ["prometheusRefuses"],
    "sum (rate(loki_ruler_wal_prometheus_remote_storage_samples_failed_total{…}[5m])) > 0",
  ],
]);

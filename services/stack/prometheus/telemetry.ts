import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "prometheus" } as const;

const ruleGroup = { rule_group: upTo(60, "/etc/prometheus/rules/pulsecal.yml;pulsecal_api") };
const typed = { type: ["float", "histogram"] } as const;
const alertmanager = { alertmanager: upTo(3, "http://alertmanager:9093/api/v2/alerts") };
// Prometheus shows all of its handlers from the start: 63 in 3.14.
const handler = { handler: upTo(80, "/api/v1/query", "/api/v1/query_range", "/api/v1/write") };

export const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  requests: counter("prometheus_http_requests_total", {
    help: "HTTP requests.",
    labels: { ...handler, code: upTo(10, "200", "422", "503") },
  }),
  duration: histogram("prometheus_http_request_duration_seconds", {
    help: "Duration of HTTP requests.",
    labels: handler,
    buckets: [0.1, 0.2, 0.4, 1, 3, 8, 20, 60, 120],
  }),
  headChunks: gauge("prometheus_tsdb_head_chunks", { help: "Chunks in memory, of all series." }),
  headSeries: gauge("prometheus_tsdb_head_series", { help: "Series in memory." }),
  appended: counter("prometheus_tsdb_head_samples_appended_total", {
    help: "Samples taken in.",
    labels: typed,
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
  alertmanagers: gauge("prometheus_notifications_alertmanagers_discovered", {
    help: "Alertmanagers that alerts are sent to.",
  }),
  discoveryFailures: counter("prometheus_sd_kubernetes_failures_total", {
    help: "Questions to the cluster's API about targets that failed.",
  }),
  iterationsMissed: counter("prometheus_rule_group_iterations_missed_total", {
    help: "Evaluations of a group left out because the one before still ran.",
    labels: ruleGroup,
  }),
  notificationsDropped: counter("prometheus_notifications_dropped_total", {
    help: "Alerts dropped because too many waited.",
    labels: alertmanager,
  }),
  overLabelLimit: counter("prometheus_target_scrape_pool_exceeded_label_limits_total", {
    help: "Scrapes thrown away because a series has too many or too long labels.",
  }),
  syncFailures: counter("prometheus_target_sync_failed_total", {
    help: "Targets that could not be made from the configuration.",
    labels: { scrape_job: upTo(60, "pulsecal/pulsecal-api") },
  }),
  tooOld: counter("prometheus_tsdb_too_old_samples_total", {
    help: "Samples refused because they came later than the out-of-order window.",
    labels: { type: ["float"] },
  }),
  compactionFailures: counter("prometheus_tsdb_compactions_failed_total", {
    help: "Compactions that failed.",
  }),
  walWriteFailures: counter("prometheus_tsdb_wal_writes_failed_total", {
    help: "Writes to the log that failed.",
  }),
  walCorruptions: counter("prometheus_tsdb_wal_corruptions_total", {
    help: "Damaged places of the log that were found at start.",
  }),
  chunkCorruptions: counter("prometheus_tsdb_mmap_chunk_corruptions_total", {
    help: "Damaged chunks of the head that were found at start.",
  }),
  sizeRetentions: counter("prometheus_tsdb_size_retentions_total", {
    help: "Blocks deleted because the storage had reached its size.",
  }),
  reloadSuccessful: gauge("prometheus_config_last_reload_successful", {
    help: "Whether the last reload of the configuration succeeded.",
    unit: "boolean",
  }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));

/** A group and a receiver that stand in for all in the proof. */
export const pulsecalRules = { rule_group: "/etc/prometheus/rules/pulsecal.yml;pulsecal_api" };
export const toAlertmanager = { alertmanager: "http://alertmanager:9093/api/v2/alerts" };

import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "collector" } as const;

// A receiver for the files of each service, besides those of the protocols.
const receiving = { receiver: upTo(60, "otlp", "jaeger"), transport: upTo(6, "http", "grpc") };
const sending = { exporter: upTo(6, "otlp_http/loki") };
const queue = { ...sending, data_type: ["logs", "metrics", "traces"] } as const;
export const logQueue = { exporter: "otlp_http/loki", data_type: "logs" } as const;

/**
 * Names as the Collector's own Prometheus reader writes them when its readers are configured: no `_total`.
 * Counters appear with the first item of their signal: go.opentelemetry.io/collector@v0.155.0,
 * receiver/receiverhelper/metadata.yaml and exporter/exporterhelper/metadata.yaml list them all.
 */
export const m = metricsOf(origin, ({ counter, gauge }) => ({
  acceptedLogs: counter("otelcol_receiver_accepted_log_records", {
    help: "Log lines taken in.",
    labels: receiving,
  }),
  acceptedSpans: counter("otelcol_receiver_accepted_spans", { help: "Spans taken in.", labels: receiving }),
  acceptedMetrics: counter("otelcol_receiver_accepted_metric_points", {
    help: "Metric points taken in.",
    labels: receiving,
  }),
  refusedLogs: counter("otelcol_receiver_refused_log_records", {
    help: "Log lines refused.",
    labels: receiving,
  }),
  refusedSpans: counter("otelcol_receiver_refused_spans", { help: "Spans refused.", labels: receiving }),
  refusedMetrics: counter("otelcol_receiver_refused_metric_points", {
    help: "Metric points refused.",
    labels: receiving,
  }),
  sentLogs: counter("otelcol_exporter_sent_log_records", {
    help: "Log lines handed over.",
    labels: sending,
  }),
  sentSpans: counter("otelcol_exporter_sent_spans", { help: "Spans handed over.", labels: sending }),
  sentMetrics: counter("otelcol_exporter_sent_metric_points", {
    help: "Metric points handed over.",
    labels: sending,
  }),
  lostLogs: counter("otelcol_exporter_send_failed_log_records", {
    help: "Log lines given up.",
    labels: sending,
  }),
  lostSpans: counter("otelcol_exporter_send_failed_spans", { help: "Spans given up.", labels: sending }),
  lostMetrics: counter("otelcol_exporter_send_failed_metric_points", {
    help: "Metric points given up.",
    labels: sending,
  }),
  queueSize: gauge("otelcol_exporter_queue_size", { help: "What waits in the queue.", labels: queue }),
  queueCapacity: gauge("otelcol_exporter_queue_capacity", { help: "Room of the queue.", labels: queue }),
  notQueuedLogs: counter("otelcol_exporter_enqueue_failed_log_records", {
    help: "Log lines that did not fit the queue.",
    labels: sending,
  }),
  notQueuedSpans: counter("otelcol_exporter_enqueue_failed_spans", {
    help: "Spans that did not fit the queue.",
    labels: sending,
  }),
  notQueuedMetrics: counter("otelcol_exporter_enqueue_failed_metric_points", {
    help: "Metric points that did not fit the queue.",
    labels: sending,
  }),
  deltaStreams: gauge("otelcol_deltatocumulative_streams_tracked", {
    help: "Series of pushed deltas that are being added up.",
  }),
  deltaStreamsLimit: gauge("otelcol_deltatocumulative_streams_limit", {
    help: "Series of pushed deltas that can be added up.",
  }),
  memory: gauge("otelcol_process_memory_rss", { help: "Memory of the process.", unit: "bytes" }),
}));
export const received = { receiver: "otlp", transport: "http" } as const;

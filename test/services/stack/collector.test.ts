import { holdConditions } from "./conditions";

holdConditions("collector", [
  [
    "TelemetryRefused",
    "warning",
    "5m",
    ["memoryShort"],
    "((sum by (receiver) (rate(otelcol_receiver_refused_log_records{…}[5m])) > 0) or (sum by (receiver) (rate(otelcol_receiver_refused_spans{…}[5m])) > 0)) or (sum by (receiver) (rate(otelcol_receiver_refused_metric_points{…}[5m])) > 0)",
  ],
  [
    "TelemetryLost",
    "critical",
    "5m",
    ["backendRefuses"],
    "((sum by (exporter) (rate(otelcol_exporter_send_failed_log_records{…}[5m])) > 0) or (sum by (exporter) (rate(otelcol_exporter_send_failed_spans{…}[5m])) > 0)) or (sum by (exporter) (rate(otelcol_exporter_send_failed_metric_points{…}[5m])) > 0)",
  ],
  [
    "QueueAlmostFull",
    "warning",
    "5m",
    ["backendSlow", "queueFull"],
    "((max by (exporter, data_type) (otelcol_exporter_queue_size{…}) or (max by (exporter, data_type) (otelcol_exporter_queue_capacity{…}) * 0)) / (max by (exporter, data_type) (otelcol_exporter_queue_capacity{…}) > 0)) > 0.8",
  ],
  [
    "QueueOverflows",
    "critical",
    "1m",
    ["queueFull", "backendsGone"],
    "((sum by (exporter) (rate(otelcol_exporter_enqueue_failed_log_records{…}[5m])) > 0) or (sum by (exporter) (rate(otelcol_exporter_enqueue_failed_spans{…}[5m])) > 0)) or (sum by (exporter) (rate(otelcol_exporter_enqueue_failed_metric_points{…}[5m])) > 0)",
  ],
  [
    "DeltaStreamsAlmostExhausted",
    "warning",
    "5m",
    ["deltaFlood"],
    "(otelcol_deltatocumulative_streams_tracked{…} / otelcol_deltatocumulative_streams_limit{…}) > 0.9",
  ],
]);

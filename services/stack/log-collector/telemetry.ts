import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "log-collector" } as const;

const sending = { exporter: upTo(2, "otlp_http/loki") };
export const toLoki = { exporter: "otlp_http/loki" } as const;
export const queue = { ...toLoki, data_type: "logs" } as const;
export const fromFiles = { receiver: "file_log/pods" } as const;

/** Names as those of the collector: they are the same program. */
export const m = metricsOf(origin, ({ counter, gauge }) => ({
  accepted: counter("otelcol_receiver_accepted_log_records", {
    help: "Log lines taken in.",
    labels: { receiver: upTo(2, "file_log/pods") },
  }),
  refused: counter("otelcol_receiver_refused_log_records", {
    help: "Log lines refused; the file is read again later.",
    labels: { receiver: upTo(2, "file_log/pods") },
  }),
  sent: counter("otelcol_exporter_sent_log_records", { help: "Log lines handed over.", labels: sending }),
  lost: counter("otelcol_exporter_send_failed_log_records", { help: "Log lines given up.", labels: sending }),
  queueSize: gauge("otelcol_exporter_queue_size", {
    help: "What waits in the queue.",
    labels: { ...sending, data_type: ["logs"] },
  }),
  queueCapacity: gauge("otelcol_exporter_queue_capacity", {
    help: "Room of the queue.",
    labels: { ...sending, data_type: ["logs"] },
  }),
  memory: gauge("otelcol_process_memory_rss", { help: "Memory of the process.", unit: "bytes" }),
}));

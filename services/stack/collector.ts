import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, set } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { rate, ratio, value } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "collector" } as const;

const receiving = { receiver: upTo(10, "otlp", "jaeger"), transport: upTo(6, "http", "grpc") };
const sending = { exporter: upTo(6, "otlp_http/loki") };
const queue = { ...sending, data_type: ["logs", "metrics", "traces"] } as const;
const received = { receiver: "otlp", transport: "http" } as const;
const logQueue = { exporter: "otlp_http/loki", data_type: "logs" } as const;

/**
 * Names as the Collector's own Prometheus reader writes them when its readers are configured: no `_total`.
 * Counters appear with the first item of their signal: go.opentelemetry.io/collector@v0.155.0,
 * receiver/receiverhelper/metadata.yaml and exporter/exporterhelper/metadata.yaml list them all.
 */
const m = metricsOf(origin, ({ counter, gauge }) => ({
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
  memory: gauge("otelcol_process_memory_rss", { help: "Memory of the process.", unit: "bytes" }),
}));

const refused = [m.refusedSpans, m.refusedMetrics].reduce(
  (any, metric) => any.or(rate(metric, "5m").sum("receiver").above(0)),
  rate(m.refusedLogs, "5m").sum("receiver").above(0),
);
const lost = [m.lostSpans, m.lostMetrics].reduce(
  (any, metric) => any.or(rate(metric, "5m").sum("exporter").above(0)),
  rate(m.lostLogs, "5m").sum("exporter").above(0),
);
const queueFilled = ratio(
  value(m.queueSize).max("exporter", "data_type"),
  value(m.queueCapacity).max("exporter", "data_type"),
);

export const collector = defineService({
  origin,
  description: "Takes in logs, traces and pushed metrics, cleans them and hands them on.",
  owner: operators,
  importance: "high",
  version: "0.155.0",
  port: 8888,
  metrics: m,
  delivery: { by: "scrape", port: 8888, path: "/metrics" },
  behaviour: serving(() => [
    count(m.acceptedLogs, received, 150),
    count(m.acceptedSpans, received, 300),
    count(m.acceptedMetrics, received, 200),
    count(m.refusedLogs, received, 0),
    count(m.refusedSpans, received, 0),
    count(m.refusedMetrics, received, 0),
    count(m.sentLogs, { exporter: "otlp_http/loki" }, 150),
    count(m.sentSpans, { exporter: "otlp_grpc/tempo" }, 300),
    count(m.sentMetrics, { exporter: "otlp_http/prometheus" }, 200),
    count(m.lostLogs, { exporter: "otlp_http/loki" }, 0),
    count(m.lostSpans, { exporter: "otlp_grpc/tempo" }, 0),
    count(m.lostMetrics, { exporter: "otlp_http/prometheus" }, 0),
    set(m.queueCapacity, logQueue, 10_000),
    set(m.queueSize, logQueue, 3),
    set(m.memory, {}, 120 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    memoryShort: fault(
      "the memory limiter sends telemetry back",
      sends(() => [count(m.refusedLogs, received, 10)]),
    ),
    backendRefuses: fault(
      "Loki refuses what it is sent",
      sends(() => [count(m.lostLogs, { exporter: "otlp_http/loki" }, 10)]),
    ),
    backendSlow: fault(
      "Loki takes less than comes",
      sends(() => [set(m.queueCapacity, logQueue, 10_000), set(m.queueSize, logQueue, 9_000)]),
    ),
  },
  alerts: [
    serverDown(origin, {
      impact: "Logs and traces arrive late or never; senders over UDP and TCP lose what they send.",
      mitigation: "If its queue on disk is damaged, move the folder away: what waits in it is lost.",
    }),
    alert("TelemetryRefused", {
      when: refused,
      hold: "5m",
      severity: "warning",
      summary: (f) => `the collector refuses what ${f.label("receiver")} receives`,
      description: (f) => `For ${f.hold} the receiver ${f.label("receiver")} has sent telemetry back.`,
      runbook: {
        meaning: "The collector's memory limit or a full queue makes it refuse telemetry.",
        impact: "Senders that try again are late; those that do not lose telemetry.",
        diagnosis: [
          "Compare its memory with its limit.",
          "See whether a queue is full: its backend is slow.",
        ],
        mitigation: [
          "Mend the slow backend first.",
          "Raise the memory limit if the load has grown for good.",
        ],
      },
      firesUnder: ["memoryShort"],
    }),
    alert("TelemetryLost", {
      when: lost,
      hold: "5m",
      severity: "critical",
      summary: (f) => `telemetry for ${f.label("exporter")} is lost`,
      description: (f) => `For ${f.hold} the exporter ${f.label("exporter")} has given up telemetry.`,
      runbook: {
        meaning: "A backend refuses telemetry for good, or has been gone longer than the collector tries.",
        impact: "Logs, spans or metrics of this time are missing for ever.",
        diagnosis: [
          "Read the collector's last lines: they hold the backend's answer.",
          "Look at the backend's own alerts: does it discard, and why?",
        ],
        mitigation: ["Mend the backend.", "Stop the sender whose telemetry is refused, if it is only one."],
      },
      firesUnder: ["backendRefuses"],
    }),
    alert("QueueAlmostFull", {
      when: queueFilled.above(0.8),
      hold: "5m",
      severity: "warning",
      summary: (f) => `the queue of ${f.label("exporter")} is ${f.value} full`,
      description: (f) =>
        `The queue for ${f.label("data_type")} of ${f.label("exporter")} has been more than ${f.threshold} full for ${f.hold}.`,
      runbook: {
        meaning: "More comes in than the backend takes.",
        impact: "Telemetry is late; once the queue is full it is refused.",
        diagnosis: ["Is the backend up?", "How long do its writes take?", "Has the load grown?"],
        mitigation: ["Restart or relieve the backend; the queue then empties by itself."],
      },
      firesUnder: ["backendSlow"],
    }),
  ],
});

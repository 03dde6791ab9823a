import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count, set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { rate, ratio, value } from "../../../queries/promql";
import { logQueue, m, received } from "./telemetry";

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
const notQueued = [m.notQueuedSpans, m.notQueuedMetrics].reduce(
  (any, metric) => any.or(rate(metric, "5m").sum("exporter").above(0)),
  rate(m.notQueuedLogs, "5m").sum("exporter").above(0),
);

/** What keeps telemetry from coming in, waiting and going on. */
export const flowFaults = {
  memoryShort: fault(
    "the memory limiter sends telemetry back",
    sends(() => [count(m.refusedLogs, received, 10)]),
  ),
  backendRefuses: fault(
    "the backends refuse what they are sent",
    sends(() => [
      count(m.lostLogs, { exporter: "otlp_http/loki" }, 10),
      count(m.lostSpans, { exporter: "otlp_grpc/tempo" }, 10),
      count(m.lostMetrics, { exporter: "otlp_http/prometheus" }, 10),
    ]),
  ),
  backendSlow: fault(
    "Loki takes less than comes",
    sends(() => [set(m.queueCapacity, logQueue, 10_000), set(m.queueSize, logQueue, 9_000)]),
  ),
  queueFull: fault(
    "Loki has been gone for so long that the queue is full",
    sends(() => [
      set(m.queueCapacity, logQueue, 10_000),
      set(m.queueSize, logQueue, 10_000),
      count(m.notQueuedLogs, { exporter: "otlp_http/loki" }, 10),
    ]),
  ),
  backendsGone: fault(
    "Tempo and Prometheus have been gone for so long that the queues are full",
    sends(() => [
      count(m.notQueuedSpans, { exporter: "otlp_grpc/tempo" }, 10),
      count(m.notQueuedMetrics, { exporter: "otlp_http/prometheus" }, 10),
    ]),
  ),
  deltaFlood: fault("a sender of deltas has a label without a bound", stuck(m.deltaStreams, 19_500)),
} satisfies Record<string, Fault>;

export const flowAlerts: readonly Alert[] = [
  alert("TelemetryRefused", {
    when: refused,
    hold: "5m",
    severity: "warning",
    summary: (f) => `the collector refuses what ${f.label("receiver")} receives`,
    description: (f) => `For ${f.hold} the receiver ${f.label("receiver")} has sent telemetry back.`,
    runbook: {
      meaning: "The collector's memory limit or a full queue makes it refuse telemetry.",
      impact: "Senders that try again are late; those that do not lose telemetry.",
      diagnosis: ["Compare its memory with its limit.", "See whether a queue is full: its backend is slow."],
      mitigation: ["Mend the slow backend first.", "Raise the memory limit if the load has grown for good."],
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
    firesUnder: ["backendSlow", "queueFull"],
  }),
  alert("QueueOverflows", {
    when: notQueued,
    hold: "1m",
    severity: "critical",
    summary: (f) => `the queue for ${f.label("exporter")} overflows`,
    description: (f) => `For ${f.hold} telemetry for ${f.label("exporter")} has not fitted the queue.`,
    runbook: {
      meaning: "The backend has been away or slow for longer than the queue on disk can bridge.",
      impact: "Senders that try again wait; files are read later; what comes over UDP and TCP is lost.",
      diagnosis: ["Is the backend up? Its own alerts say why not.", "Is the collector's volume full?"],
      mitigation: [
        "Bring the backend back: the queue empties by itself.",
        "Enlarge the collector's volume if the outage must last.",
      ],
    },
    firesUnder: ["queueFull", "backendsGone"],
  }),
  alert("DeltaStreamsAlmostExhausted", {
    when: value(m.deltaStreams).dividedBy(value(m.deltaStreamsLimit), "ratio").above(0.9),
    hold: "5m",
    severity: "warning",
    summary: (f) => `${f.value} of the series of deltas are in use`,
    description: (f) =>
      `More than ${f.threshold} of the series that the collector can add up have been in use for ${f.hold}.`,
    runbook: {
      meaning:
        "Services that push deltas have more series than the collector adds up; further ones are dropped.",
      impact: "New series of pushed metrics are missing in Prometheus.",
      diagnosis: [
        "Which pushed metric has most series? A raw path or an identifier as a label is the usual reason.",
      ],
      mitigation: [
        "Bound that label at its sender.",
        "Raise `max_streams` together with the collector's memory.",
      ],
    },
    firesUnder: ["deltaFlood"],
  }),
];

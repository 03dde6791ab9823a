import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { rate, ratio, value } from "../../../queries/promql";
import { m } from "./telemetry";

const live = "$__rate_interval";

/** From what comes in to what is handed on. */
export const flowBoard: Board = {
  title: "Flow",
  description: "What comes in, waits, goes on, and is refused or lost on the way.",
  rows: [
    {
      title: "State",
      panels: [
        panel(
          "Queues",
          "How full each is; the line is the threshold of QueueAlmostFull. One that fills has a slow backend.",
          {
            "{{exporter}} {{data_type}}": ratio(
              value(m.queueSize).max("exporter", "data_type"),
              value(m.queueCapacity).max("exporter", "data_type"),
            ),
          },
          { threshold: 0.8, worse: "above" },
        ),
        panel("Refused", "Per second, sent back to the sender for want of memory or room; none is good.", {
          "lines {{receiver}}": rate(m.refusedLogs, live).sum("receiver"),
          "spans {{receiver}}": rate(m.refusedSpans, live).sum("receiver"),
          "metrics {{receiver}}": rate(m.refusedMetrics, live).sum("receiver"),
        }),
        panel(
          "Lost",
          "Per second, given up since the backend refused it for good; each is missing for ever.",
          {
            "lines {{exporter}}": rate(m.lostLogs, live).sum("exporter"),
            "spans {{exporter}}": rate(m.lostSpans, live).sum("exporter"),
            "metrics {{exporter}}": rate(m.lostMetrics, live).sum("exporter"),
          },
          { dataUnder: "backendRefuses" },
        ),
      ],
    },
    {
      title: "In and out",
      panels: [
        panel("Lines", "Lines per second; a gap that stays means that they wait.", {
          "in {{receiver}}": rate(m.acceptedLogs, live).sum("receiver"),
          "out {{exporter}}": rate(m.sentLogs, live).sum("exporter"),
        }),
        panel("Spans", "Spans per second; a gap that stays means that they wait.", {
          "in {{receiver}}": rate(m.acceptedSpans, live).sum("receiver"),
          "out {{exporter}}": rate(m.sentSpans, live).sum("exporter"),
        }),
        panel("Pushed metrics", "Points per second; a gap that stays means that they wait.", {
          "in {{receiver}}": rate(m.acceptedMetrics, live).sum("receiver"),
          "out {{exporter}}": rate(m.sentMetrics, live).sum("exporter"),
        }),
      ],
    },
    {
      title: "Causes",
      panels: [
        panel("Memory", "Memory of the process; at its limit it refuses.", {
          "{{instance}}": value(m.memory).max("instance"),
        }),
        panel(
          "Series of deltas",
          "Share of the series that it can add up; the line is the threshold of DeltaStreamsAlmostExhausted.",
          { "{{instance}}": value(m.deltaStreams).dividedBy(value(m.deltaStreamsLimit), "ratio") },
          { threshold: 0.9, worse: "above" },
        ),
      ],
    },
  ],
};

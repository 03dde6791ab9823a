import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { down, fault, sends } from "../../declaration/fault";
import { latency } from "../../declaration/slo";
import { quantile } from "../../queries/histogram";
import { increase } from "../../queries/promql";
import type { Path } from "./canary/telemetry";
import { m, origin, paths, record } from "./canary/telemetry";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

/** Every record of a path is lost: about one in 15 s. */
function broken(path: Path, title: string) {
  return fault(
    title,
    sends(({ random }) => (random() < 1 / 15 ? record.lost(path) : [])),
  );
}

export const canary = defineService({
  origin,
  description: "Sends a numbered metric, line and trace every 15 s, and looks for them where they are kept.",
  owner: operators,
  importance: "normal",
  version: "0.1.0",
  port: 9991,
  metrics: m,
  delivery: { by: "scrape", port: 9991, path: "/metrics" },
  // 38 were seen with the whole catalog.
  seriesBudget: 200,
  behaviour: serving(() =>
    paths.flatMap((path) => [
      ...record.sent(path),
      ...record.found(path, path === "trace" ? 6 : 2),
      ...record.none(path),
    ]),
  ),
  faults: {
    down: down(),
    metricsLost: broken("metric", "pushed metrics do not reach Prometheus"),
    logsLost: broken("log", "lines do not reach Loki"),
    tracesLost: broken("trace", "spans do not reach Tempo"),
    logsLate: fault(
      "lines take three quarters of a minute",
      sends(({ random }) => (random() < 1 / 3 ? record.found("log", 45) : [])),
    ),
  },
  slos: [
    latency({
      name: "freshness",
      objective: 0.99,
      of: m.lag,
      within: 30,
      description: "Telemetry that can be found within 30 s.",
      spentUnder: { fast: ["logsLate"] },
      diagnosis: ["Which path is slow: metric, log or trace?", "Does the collector's queue for it grow?"],
    }),
  ],
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "None by itself; but nobody would notice that lines or spans get lost on their way.",
      mitigation: "Read its last lines: it needs the collector's address and those of the three servers.",
    }),
    alert("TelemetryPathBroken", {
      // One may be lost while a server starts anew; three in a row are no accident.
      when: increase(m.lost, "5m").sum("path").atLeast(3),
      hold: "1m",
      severity: "critical",
      summary: (f) => `what is sent as ${f.label("path")} does not arrive`,
      description: (f) =>
        `At least ${f.threshold} numbered records sent as ${f.label("path")} in ${f.range} could not be found within a minute.`,
      runbook: {
        meaning:
          "The canary sends a record through the collector and asks Prometheus, Loki or Tempo for it; it was not there.",
        impact: "What services send the same way is lost or late: alerts and searches over it are blind.",
        diagnosis: [
          "Does the collector take it in: accepted against refused records?",
          "Does it hand it on: its queue, and records given up?",
          "Does the server refuse it (LogLinesDiscarded, SpansDiscarded, PushedMetricsRefused), or answer searches with errors?",
        ],
        mitigation: [
          "Mend the first of them that does not pass it on.",
          "What waits in the collector's queue arrives by itself afterwards.",
        ],
      },
      firesUnder: ["metricsLost", "logsLost", "tracesLost"],
    }),
    alert("TelemetryLate", {
      when: quantile(0.95, m.lag, "10m", "path").above(30),
      hold: "5m",
      severity: "warning",
      summary: (f) => `what is sent as ${f.label("path")} takes ${f.value}`,
      description: (f) =>
        `The ${f.percentile} until a record can be found has been above ${f.threshold} for ${f.hold}.`,
      runbook: {
        meaning: "Records arrive, but later than is promised.",
        impact: "Alerts over logs come late; whoever searches does not find the last minute.",
        diagnosis: [
          "Does the collector's queue grow? Its backend is slow.",
          "Is the host, or the server that keeps the path, out of processors?",
        ],
        mitigation: ["Relieve the slow server; quieten who floods it."],
      },
      firesUnder: ["logsLate"],
    }),
  ],
});

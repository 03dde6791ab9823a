import { defineService } from "../../declaration/define-service";
import { count, set } from "../../declaration/emission";
import { down } from "../../declaration/fault";
import { flowBoard } from "./collector/board";
import { flowAlerts, flowFaults } from "./collector/flow";
import { logQueue, m, origin, received } from "./collector/telemetry";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

export const collector = defineService({
  origin,
  description: "Takes in logs, traces and pushed metrics, cleans them and hands them on.",
  owner: operators,
  importance: "high",
  version: "0.155.0",
  port: 8888,
  metrics: m,
  delivery: { by: "scrape", port: 8888, path: "/metrics" },
  // 146 were seen with the whole catalog.
  seriesBudget: 2_500,
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
    set(m.queueCapacity, logQueue, 10_000),
    set(m.queueSize, logQueue, 3),
    set(m.deltaStreams, {}, 18),
    set(m.deltaStreamsLimit, {}, 20_000),
    set(m.memory, {}, 120 * 2 ** 20),
  ]),
  faults: { down: down(), ...flowFaults },
  alerts: [
    serverDown(origin, {
      impact: "Logs and traces arrive late or never; senders over UDP and TCP lose what they send.",
      mitigation: "If its queue on disk is damaged, move the folder away: what waits in it is lost.",
    }),
    ...flowAlerts,
  ],
  boards: [flowBoard],
});

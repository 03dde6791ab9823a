import type { Behaviour, Moment } from "../../declaration/behaviour";
import type { Board } from "../../declaration/board";
import { panel } from "../../declaration/board";
import type { Emission } from "../../declaration/emission";
import { logLine } from "../../declaration/emission";
import type { Fault } from "../../declaration/fault";
import { clockSkew, down, fault, sends } from "../../declaration/fault";
import { logFlood } from "../../declaration/log-flood";
import { lines, logRate } from "../../queries/logql";
import { logsOf } from "../../telemetry/logs";

export const origin = { system: "ragbase", service: "ragbase-ai-worker" } as const;

// That its lines are JSON is stated, their keys are not: the catalog takes those of structlog.
export const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "timestamp", format: "iso" },
  level: { key: "level", spelling: { warn: "warning" } },
  message: "event",
  correlation: "document_id",
  fields: {
    document_id: "text",
    format: ["pdf", "json", "txt", "md"],
    duration_ms: "number",
  },
});

function processed(durationMs: number, { time }: Moment): Emission {
  const fields = {
    document_id: `doc-${time.getTime()}`,
    format: "pdf" as const,
    duration_ms: Math.round(durationMs),
  };
  return logLine(logs, { level: "info", message: "document processed", fields });
}

/** Lines of documents that it could not read. */
export const errorLines = logs.where({ level: ["error", "critical"] });

/** It serves no requests but its health: it takes documents from the queue and calls the backend back. */
export const behaviour: Behaviour = {
  operations: [],
  background: [{ everySeconds: 2, emits: (moment) => [processed(800 + 2000 * moment.random(), moment)] }],
};

export const faults = {
  errors: fault(
    "documents cannot be read",
    sends(({ time }) => {
      const fields = { document_id: `doc-${time.getTime()}`, format: "pdf" as const };
      return [logLine(logs, { level: "error", message: "document failed", fields })];
    }),
  ),
  slow: fault(
    "documents take a minute each",
    sends((moment) => [processed(60_000, moment)]),
  ),
  down: down(),
  logFlood: logFlood(logs),
  clockSkew: clockSkew(7200),
} satisfies Record<string, Fault>;

export const boards: readonly [Board] = [
  {
    title: "Worker",
    description: "The worker has no metrics: what its lines say.",
    rows: [
      {
        title: "Documents",
        panels: [
          panel("Documents processed", "Documents per second; none while some wait means it hangs.", {
            processed: logRate(logs.containing("document processed"), "$__rate_interval").sum(),
          }),
          panel(
            "Errors",
            "Newest first.",
            { errors: lines(errorLines) },
            {
              view: "logs",
              dataUnder: "errors",
            },
          ),
          panel("Lines", "All lines, newest first.", { lines: lines(logs) }, { view: "logs" }),
        ],
      },
    ],
  },
];

import { alert } from "../declaration/alert";
import { defineService } from "../declaration/define-service";
import { countOver } from "../queries/logql";
import { value } from "../queries/promql";
import { watched } from "../telemetry/target";
import { team } from "./ragbase/team";
import { behaviour, boards, errorLines, faults, logs, origin } from "./ragbase/worker";

const gibibyte = 1024 ** 3;
const { probeSuccess } = watched(origin);

export const ragbaseWorker = defineService({
  origin,
  description: "Document retrieval, AI worker: turns documents into text for the backend.",
  owner: team,
  importance: "normal",
  // Not stated.
  version: "0.1.0",
  port: 8000,
  // It has no /metrics.
  metrics: {},
  delivery: { by: "none" },
  // No traces: ragbase makes none.
  logs,
  // What the body holds is not stated.
  health: [{ name: "health", path: "/health", body: () => ({ status: "ok" }) }],
  // The health command of its compose file, which gives no start period.
  probes: [
    { kind: "liveness", endpoint: "health", periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 3 },
  ],
  behaviour,
  faults,
  alerts: [
    // The catalog's: without metrics there is no `up`, so its health check is what is watched.
    alert("ServiceDown", {
      when: value(probeSuccess.where({ probe: "health", check: "all" })).equals(0),
      hold: "1m",
      severity: "critical",
      summary: () => "the AI worker does not answer",
      description: (f) => `/health has not answered for ${f.hold}.`,
      runbook: {
        meaning: "The worker is gone or hangs.",
        impact: "Documents wait; queries are still answered.",
        diagnosis: [
          "Is the container running, or was it killed at its memory limit?",
          "Read its last lines.",
        ],
        mitigation: ["Restart it; what it worked on goes back to the queue."],
      },
      firesUnder: ["down"],
    }),
    // The catalog's: its lines are all that tells of documents that it cannot read.
    alert("DocumentsUnreadable", {
      when: countOver(errorLines, "15m").sum().atLeast(10),
      severity: "warning",
      summary: (f) => `the AI worker could not read ${f.value} documents`,
      description: (f) => `${f.value} error lines within ${f.range}; ${f.threshold} are too many.`,
      runbook: {
        meaning: "The worker takes documents from the queue and fails on them.",
        impact: "Those documents cannot be found.",
        diagnosis: [
          "Read its error lines: do the documents have a format in common?",
          "Did the failures begin with a deploy of the worker?",
        ],
        mitigation: ["Roll back the worker.", "Take the documents that it fails on out of the queue."],
      },
      firesUnder: ["errors"],
    }),
  ],
  boards,
  dependsOn: [
    { name: "redis", kind: "queue" },
    { name: "backend", kind: "service" },
  ],
  facts: {
    memoryLimitBytes: 4 * gibibyte,
    memoryReservationBytes: 2 * gibibyte,
    stopGraceSeconds: 30,
    callback: "/internal/callback",
  },
});

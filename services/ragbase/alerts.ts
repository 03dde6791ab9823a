import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { countOver } from "../../queries/logql";
import { rate, ratio, value } from "../../queries/promql";
import { serverErrors } from "../../telemetry/http";
import { watched } from "../../telemetry/target";
import { memoryLimitBytes } from "./limits";
import { metrics as m, origin, typedErrors } from "./telemetry";

const { up, probeSuccess } = watched(origin);
const answers = value(up).sum("service").above(0);

/** A refused request leaves as a 500 as the code stands, so throttling looks like failure. */
export const throttlingFirst =
  "Is it throttling? Refused requests leave as 500, not 429, as the code stands: look for lines of type RATE_LIMITED.";

const failed = rate(m.requests.where({ status: serverErrors }), "5m").sum();
const errorsByType = countOver(typedErrors, "1h");

// Its one alert of its own. The system counts from the first error of a type, the rule over a window that moves: an
// error type that stays below the threshold in any one hour is silent in both.
const errorTypeRepeats = alert("ErrorTypeRepeats", {
  when: errorsByType
    .sum("type")
    .atLeast(5)
    // The payload says the level of the lines.
    .detailedBy(errorsByType.sum("type", "level"), { on: ["type"] }),
  // Chosen by the catalog, as is the severity.
  severity: "warning",
  to: ["webhook"],
  summary: (f) => `Error threshold exceeded: ${f.label("type")} (${f.value} in last hour)`,
  description: (f) =>
    `Errors of type ${f.label("type")} came ${f.value} times within an hour; ${f.threshold} are too many.`,
  runbook: {
    meaning: "One type of error keeps coming back.",
    impact: "Depends on the type: documents are not processed, or requests fail.",
    diagnosis: [
      "Read the lines of this type: what do they have in common?",
      "Look whether requests fail, too, and which.",
    ],
    mitigation: ["Mend or roll back what the lines name.", "Stop the client that causes them."],
  },
  firesUnder: ["errors", "databaseDown", "redisDown", "errorTypeRepeats", "throttledAs500"],
});

// The rest is the catalog's: ragbase has a health check for each, and nobody who reads it.
const highErrorRate = alert("HighErrorRate", {
  when: ratio(failed, rate(m.requests, "5m").sum()).above(0.05),
  hold: "5m",
  severity: "critical",
  summary: (f) => `${f.value} of requests fail`,
  description: (f) => `More than ${f.threshold} have failed for ${f.hold}; it is ${f.value} now.`,
  runbook: {
    meaning: "Requests end with a 5xx more often than is normal.",
    impact: "Documents cannot be sent or found.",
    diagnosis: [
      throttlingFirst,
      "Do the database and Redis answer (/ready)?",
      "Which path fails, and what do its error lines say?",
    ],
    mitigation: [
      "When it is throttling: stop the client, or raise RATE_LIMIT_MAX.",
      "Roll back when a deploy came shortly before.",
    ],
  },
  firesUnder: ["errors", "databaseDown", "redisDown", "throttledAs500"],
});

const serviceDown = alert("ServiceDown", {
  when: value(up).equals(0),
  hold: "1m",
  severity: "critical",
  summary: () => "the backend does not answer",
  description: (f) => `Prometheus has not reached the backend for ${f.hold}.`,
  runbook: {
    meaning: "The metrics endpoint does not answer; the process is gone or cannot be reached.",
    impact: "Nothing can be searched, no document is taken in.",
    diagnosis: ["Is the container running, or was it killed at its memory limit?", "Read its last lines."],
    mitigation: ["Restart it.", "Roll back when a deploy came shortly before."],
  },
  firesUnder: ["down"],
});

const databaseDown = alert("DatabaseDown", {
  when: value(probeSuccess.where({ probe: "ready", check: "database" }))
    .equals(0)
    .and(answers, { on: ["service"] }),
  hold: "1m",
  severity: "critical",
  summary: () => "the backend has lost PostgreSQL",
  description: (f) => `/ready has called the database down for ${f.hold}, while the backend answers.`,
  runbook: {
    meaning: "The backend runs, but cannot reach PostgreSQL.",
    impact: "Nearly every request fails.",
    diagnosis: ["Does pg_isready succeed?", "Is its volume full?", "Are its connections exhausted?"],
    mitigation: ["Restart PostgreSQL, or restore it from the last backup if its data is lost."],
  },
  firesUnder: ["databaseDown"],
});

const redisDown = alert("RedisDown", {
  when: value(probeSuccess.where({ probe: "ready", check: "redis" }))
    .equals(0)
    .and(answers, { on: ["service"] }),
  hold: "1m",
  severity: "critical",
  summary: () => "the backend has lost Redis and with it the queue",
  description: (f) => `/ready has called Redis down for ${f.hold}, while the backend answers.`,
  runbook: {
    meaning: "The backend runs, but cannot reach Redis; the queue goes with it.",
    impact: "Documents cannot be queued, so none is processed.",
    diagnosis: ["Does redis-cli ping answer?", "Is its memory limit reached, or its volume full?"],
    mitigation: ["Restart Redis; it reads its append-only file.", "Raise its memory limit."],
  },
  firesUnder: ["redisDown"],
});

const queueGrowing = alert("QueueGrowing", {
  when: value(m.queue.where({ status: "waiting" }))
    .sum()
    .above(100),
  hold: "10m",
  severity: "warning",
  summary: (f) => `${f.value} documents wait`,
  description: (f) => `More than ${f.threshold} have waited for ${f.hold}; it is ${f.value} now.`,
  runbook: {
    meaning: "Documents come faster than the worker processes them, or it does not work at all.",
    impact: "Documents are found late.",
    diagnosis: ["Does the worker answer?", "Which lane and format is slow, and do embeddings take longer?"],
    mitigation: ["Restart the worker, or run a second one."],
  },
  firesUnder: ["queueGrowing"],
});

const processed = rate(m.documents, "15m").sum();
const documentsFailing = alert("DocumentsFailing", {
  when: ratio(rate(m.documents.where({ status: "failed" }), "15m").sum(), processed).above(0.5),
  hold: "10m",
  severity: "warning",
  summary: (f) => `${f.value} of the documents cannot be processed`,
  description: (f) => `More than ${f.threshold} have failed for ${f.hold}; it is ${f.value} now.`,
  runbook: {
    meaning: "Documents are taken in, but the worker calls back that it could not process them.",
    impact: "Their contents cannot be found.",
    diagnosis: [
      "Which format and lane fail?",
      "Read the worker's error lines of the same time.",
      "Do embeddings take longer, or fail?",
    ],
    mitigation: ["Roll back the worker when a deploy came shortly before.", "Process the documents again."],
  },
  firesUnder: ["uploadFailures", "databaseDown"],
});

const highMemoryUsage = alert("HighMemoryUsage", {
  when: value(m.residentMemory).dividedBy(memoryLimitBytes, "ratio").above(0.85),
  hold: "5m",
  severity: "warning",
  summary: (f) => `the backend uses ${f.value} of its memory`,
  description: (f) =>
    `The process has taken more than ${f.threshold} of its container's memory for ${f.hold}.`,
  runbook: {
    meaning: "The process is near the memory limit of its container (1 GiB).",
    impact: "At the limit it is killed, and the requests it serves fail.",
    diagnosis: [
      "Does the heap grow without end (a leak), or with the size of the documents?",
      "Since when: a deploy?",
    ],
    mitigation: ["Restart it to win time.", "Roll back, or raise the limit."],
  },
  firesUnder: ["memory"],
});

export const alerts: readonly Alert[] = [
  errorTypeRepeats,
  highErrorRate,
  serviceDown,
  databaseDown,
  redisDown,
  queueGrowing,
  documentsFailing,
  highMemoryUsage,
];

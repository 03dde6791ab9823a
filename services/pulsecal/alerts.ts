import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { quantile } from "../../queries/histogram";
import { countOver } from "../../queries/logql";
import { rate, value } from "../../queries/promql";
import { watched } from "../../telemetry/target";
import { metrics as m, origin, rejections } from "./telemetry";

const { up, probeSuccess, probeDuration } = watched(origin);
const answers = value(up).sum("service").above(0);
const group = "pulsecal_api";

const highErrorRate = alert("HighErrorRate", {
  when: rate(m.errors, "5m").sum().above(0.1),
  hold: "5m",
  severity: "critical",
  group,
  summary: (f) => `${f.value} requests fail`,
  description: (f) => `More than ${f.threshold} have failed for ${f.hold}; it is ${f.value} now.`,
  runbook: {
    meaning: "Requests end with an error more often than is normal.",
    impact: "Readings of devices are lost or come late; users see errors.",
    diagnosis: ["Look which route fails and with which status.", "Read the error lines of that route."],
    mitigation: [
      "Roll back when a deploy came shortly before.",
      "Restart the database pool if it is exhausted.",
    ],
  },
  firesUnder: ["errors", "databaseDown"],
});

const highLatency = alert("HighLatency", {
  when: quantile(0.95, m.duration, "5m").above(2),
  hold: "5m",
  severity: "warning",
  group,
  summary: (f) => `${f.quantile} of requests take up to ${f.value}`,
  description: (f) =>
    `The ${f.percentile} has been above ${f.threshold} for ${f.hold}; it is ${f.value} now.`,
  runbook: {
    meaning: "Requests are slow: one in twenty takes longer than the threshold.",
    impact: "The app feels slow; devices send again and add load.",
    diagnosis: ["Open the slowest traces.", "Compare the time of database spans with the whole."],
    mitigation: ["Add the missing index, or scale out while you look for it."],
  },
  firesUnder: ["slow", "stalled"],
});

// Given as DatabaseDown with `up == 0`; that expression watches the API, so it is ServiceDown. No hold is given.
const serviceDown = alert("ServiceDown", {
  when: value(up).equals(0),
  hold: "1m",
  severity: "critical",
  group,
  summary: () => "the API does not answer",
  description: (f) => `Prometheus has not reached the API for ${f.hold}.`,
  runbook: {
    meaning: "The metrics endpoint does not answer; the process is gone or cannot be reached.",
    impact: "No reading is taken in, the app does not work.",
    diagnosis: ["Is the process running?", "Read its last lines.", "Does the health endpoint answer?"],
    mitigation: ["Restart it.", "Roll back when a deploy came shortly before."],
  },
  firesUnder: ["down"],
});

const databaseDown = alert("DatabaseDown", {
  when: value(probeSuccess.where({ probe: "readiness", check: "database" }))
    .equals(0)
    .and(answers, { on: ["service"] }),
  hold: "1m",
  severity: "critical",
  group,
  summary: () => "the API has lost its database",
  description: (f) =>
    `The readiness check has called the database down for ${f.hold}, while the API answers.`,
  runbook: {
    meaning: "The API runs, but its readiness check cannot reach PostgreSQL.",
    impact: "Nearly every request fails.",
    diagnosis: ["Is PostgreSQL up?", "Are its connections exhausted?", "Can the API's host reach it?"],
    mitigation: ["Restart or fail over PostgreSQL.", "Raise the connection limit if it is exhausted."],
  },
  firesUnder: ["databaseDown"],
});

// Pulsecal has three runbooks and no alert that leads to them. The catalog gives each one, as a warning to Slack that
// wakes nobody; thresholds and holds are the catalog's.
const highMemoryUsage = alert("HighMemoryUsage", {
  when: value(probeSuccess.where({ probe: "health", check: ["memory_heap", "memory_rss"] }))
    .equals(0)
    .and(answers, { on: ["service"] }),
  hold: "5m",
  severity: "warning",
  to: ["slack"],
  group,
  summary: (f) => `the API uses too much memory (${f.label("check")})`,
  description: (f) => `The health check ${f.label("check")} has failed for ${f.hold}, while the API answers.`,
  runbook: {
    meaning: "The heap or the resident memory of the process is above what its health check allows.",
    impact: "Requests slow down; the process is killed when its limit is reached.",
    diagnosis: [
      "Compare memory_heap and memory_rss in GET /health: a heap that grows is a leak in the code.",
      "Look at the size of the log files in LOG_DIR.",
      "Look in the traces for requests that hold much for long.",
    ],
    mitigation: ["Restart it to win time.", "Roll back when the growth began with a deploy."],
  },
  firesUnder: ["memory"],
});

// The duration of a probe is a last value: the threshold is approximate.
const slowHealthChecks = alert("SlowHealthChecks", {
  when: value(probeDuration.where({ probe: "health", check: "all" }))
    .max()
    .above(2),
  hold: "5m",
  severity: "warning",
  to: ["slack"],
  group,
  summary: (f) => `the health check takes ${f.value}`,
  description: (f) =>
    `GET /health has taken longer than ${f.threshold} for ${f.hold}; it takes ${f.value} now.`,
  runbook: {
    meaning:
      "Something that GET /health asks answers slowly; its results are cached, so users may feel more.",
    impact: "When it takes longer than its timeout, the API counts as not ready and gets no requests.",
    diagnosis: [
      "Is the database pool exhausted?",
      "Does Redis answer in time?",
      "How long does the AI service (port 8000) take to respond?",
    ],
    mitigation: ["Enlarge the pool, or restart what answers slowly."],
  },
  firesUnder: ["slowChecks"],
});

const refusalWindow = "5m";
const rateLimitingIssues = alert("RateLimitingIssues", {
  when: countOver(rejections, refusalWindow).sum().above(100),
  hold: "5m",
  severity: "warning",
  to: ["slack"],
  group,
  summary: (f) => `${f.value} requests were refused in ${f.range}`,
  description: (f) =>
    `More than ${f.threshold} requests in ${f.range} have been refused for ${f.hold}; it is ${f.value} now.`,
  runbook: {
    meaning:
      "Clients go beyond the rate limits: 100 in 60 s per IP, for ingestion 1,000 a minute per device.",
    impact: "Those clients get 429; readings come late or are lost when devices do not send again.",
    diagnosis: [
      "Read the lines of the refused requests: one client, or all?",
      "Compare the limit of the route with what a normal client sends.",
    ],
    mitigation: ["Adjust the limit of the route.", "Block a client that misbehaves."],
  },
  firesUnder: ["throttled"],
});

export const alerts: readonly Alert[] = [
  highErrorRate,
  highLatency,
  serviceDown,
  databaseDown,
  highMemoryUsage,
  slowHealthChecks,
  rateLimitingIssues,
];

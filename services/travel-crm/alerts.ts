import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { countOver } from "../../queries/logql";
import { increaseFromBirth, rate, ratio, renamed, value } from "../../queries/promql";
import { serverErrors } from "../../telemetry/http";
import { watched } from "../../telemetry/target";
import { memoryLimitBytes } from "./limits";
import { databaseErrors, metrics as m, origin } from "./telemetry";

const { up, probeSuccess } = watched(origin);
const lost = "Database connection lost! Immediate action required.";

const errors = rate(m.requests.where({ status_code: serverErrors }), "5m").sum();
const highErrorRate = alert("HighErrorRate", {
  when: ratio(errors, rate(m.requests, "5m").sum()).above(0.05),
  hold: "5m",
  severity: "critical",
  to: ["slack"],
  summary: (f) => `High error rate detected: ${f.value} (threshold: ${f.threshold})`,
  description: (f) => `More than ${f.threshold} of all requests have failed for ${f.hold}.`,
  runbook: {
    meaning: "Requests end with a 5xx more often than is normal.",
    impact: "Agents see errors; bookings and payments are lost.",
    diagnosis: [
      "Look which route fails.",
      "Read its error lines: error and stack name the cause, tenantId who is hit.",
      "Does /health/ready call MongoDB or Redis down?",
    ],
    mitigation: [
      "Roll back when a deploy came shortly before.",
      "Restart MongoDB's pool if it is exhausted.",
    ],
  },
  firesUnder: ["errors", "databaseDown"],
});

// A breach is seen when it happens, the first one, too. Its query and level are in the log lines: no metric has them.
const slaBreach = alert("SlaBreach", {
  when: renamed(increaseFromBirth(m.slaBreaches, "5m").sum("severity"), "severity", "sla_severity")
    .sum("sla_severity")
    .above(0),
  severity: "warning",
  to: ["slack"],
  summary: (f) => `SLA breach - severity ${f.label("sla_severity")}`,
  description: (f) =>
    `${f.value} queries were escalated lately, more than ${f.threshold}; the lines on the SLA dashboard name query and level.`,
  runbook: {
    meaning: "A customer's query was not answered in time and was escalated.",
    impact: "The customer waits longer than was promised.",
    diagnosis: [
      "Dashboard SLA, panel Breaches, lines: which query, escalated to which level?",
      "Do jobs wait in the queue that escalates and sends?",
    ],
    mitigation: ["Have somebody answer the query.", "Give the queue more workers."],
  },
  firesUnder: ["slaBreach"],
});

const databaseDown = alert("DatabaseDown", {
  when: value(probeSuccess.where({ probe: "ready", check: "mongodb" }))
    .equals(0)
    .and(value(up).sum("service").above(0), { on: ["service"] }),
  // Not stated.
  hold: "1m",
  severity: "critical",
  to: ["slack", "email"],
  summary: () => lost,
  description: (f) => `/health/ready has called MongoDB down for ${f.hold}, while the API answers.`,
  runbook: {
    meaning: "The API runs, but has no connection to MongoDB.",
    impact: "Nearly every request fails.",
    diagnosis: ["Is MongoDB up, and has its replica set a primary?", "Is its disk full?"],
    mitigation: ["Restart or fail over MongoDB.", "Restore the last backup if its data is lost."],
  },
  firesUnder: ["databaseDown"],
});

// The other sign: queries that fail. The histogram of queries has no status, the error lines name the driver's error.
const databaseQueriesFailing = alert("DatabaseQueriesFailing", {
  when: countOver(databaseErrors, "5m").sum().atLeast(5),
  hold: "1m",
  severity: "critical",
  to: ["slack", "email"],
  summary: () => lost,
  description: (f) => `${f.value} database queries have failed, ${f.threshold} are too many, for ${f.hold}.`,
  runbook: {
    meaning: "Queries end with errors of the MongoDB driver, whatever the health check says.",
    impact: "Requests that need those queries fail.",
    diagnosis: ["Read the error lines: which error, which route?", "Is MongoDB up, and has it a primary?"],
    mitigation: ["Restart or fail over MongoDB.", "Roll back when a deploy came shortly before."],
  },
  firesUnder: ["databaseDown"],
});

const highMemoryUsage = alert("HighMemoryUsage", {
  when: value(m.residentMemory).dividedBy(memoryLimitBytes, "ratio").above(0.85),
  // Not stated.
  hold: "5m",
  severity: "warning",
  to: ["slack"],
  summary: (f) => `High memory usage: ${f.value} (threshold: ${f.threshold})`,
  description: (f) =>
    `The process has taken more than ${f.threshold} of its container's memory for ${f.hold}.`,
  runbook: {
    meaning: "The process is near the memory limit of its container.",
    impact: "At the limit it is killed, and the requests it serves fail.",
    diagnosis: ["Does the heap grow without end (a leak), or with the load?", "Since when: a deploy?"],
    mitigation: ["Restart it to win time.", "Roll back, or raise the limit."],
  },
  firesUnder: ["memory"],
});

export const alerts: readonly Alert[] = [
  highErrorRate,
  slaBreach,
  databaseDown,
  databaseQueriesFailing,
  highMemoryUsage,
];

import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { quantile } from "../../queries/histogram";
import { increaseFromBirth, rate, value } from "../../queries/promql";
import { spoken } from "../../telemetry/units";
import { team } from "./team";
import { m, target } from "./telemetry";
import { thresholds } from "./thresholds";

/** Writes that ended in the server's own fault within the last minute. */
const failedWrites = increaseFromBirth(
  m.requests.where({ method: ["POST", "PUT", "PATCH", "DELETE"], status: { matches: "5.." } }),
  "1m",
);

const databaseCheck = value(target.probeSuccess.where({ probe: "readiness", check: "database" }));

/** PagerDuty, around the clock; evaluated every 30 s. */
const critical = { severity: "critical", group: "critical", every: "30s" } as const;
/** Slack; evaluated every minute. */
const warning = { severity: "warning", group: "warnings", every: "1m" } as const;

const seniorEngineer = `Not resolved in ${spoken(team.escalation.after)}: page ${team.escalation.to}.`;

export const alerts: readonly Alert[] = [
  alert("ServiceDown", {
    ...critical,
    when: value(target.up).equals(0),
    hold: "1m",
    summary: (f) => `API has been unreachable for ${f.hold}`,
    description: (f) =>
      `Prometheus has not reached greenstack's metrics on ${f.label("instance")} for ${f.hold}.`,
    runbook: {
      meaning: "The metrics endpoint does not answer: the process is gone or cannot be reached.",
      impact: "Nobody can upload or read a device description.",
      diagnosis: [
        "Does the process run? Read its last log lines for an error at start or a kill for memory.",
        "Does /health/live answer from its own host? If so, the network between is at fault.",
        "Was there a deploy or a change of configuration shortly before?",
      ],
      mitigation: [
        "Roll back if recently deployed.",
        "Restart it.",
        "Free disk or memory if it ran out of it.",
      ],
      escalation: seniorEngineer,
    },
    firesUnder: ["down"],
  }),
  alert("HighErrorRate", {
    ...critical,
    // A sum over the service; the panel beside it has the rate by endpoint.
    when: rate(m.requests.where({ status: { matches: "5.." } }), "5m")
      .sum()
      .above(thresholds.errorsPerSecond),
    hold: "2m",
    summary: (f) => `${f.value} requests end with a server error`,
    description: (f) => `More than ${f.threshold} have failed for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "Requests end with 5xx more often than is normal.",
      impact: "Users see errors; uploads get lost.",
      diagnosis: [
        "Errors by endpoint: which one fails, or all?",
        "Error tracker: the top errors of the last 15 minutes.",
        "Logs: lines with level=ERROR, then all lines of one of their request_id.",
        "Cause: is the database down? Does an external API fail? Was there a recent deploy?",
      ],
      mitigation: [
        "Roll back if recently deployed.",
        "Restart if it is a leak.",
        "Scale if out of capacity.",
        "Write it up in the ticket: what happened, why, what was done.",
      ],
      escalation: seniorEngineer,
    },
    firesUnder: ["errors", "databaseDown"],
  }),
  alert("DatabaseDown", {
    ...critical,
    // An idle SQLite pool has no connection either: the readiness check or a failed write has to say so as well.
    when: value(m.connections)
      .sum("service")
      .equals(0)
      .and(databaseCheck.min("service").equals(0).or(failedWrites.sum("service").above(0)), {
        on: ["service"],
      }),
    hold: "30s",
    summary: () => "the API has lost its database",
    description: (f) =>
      `For ${f.hold} there has been no database connection, and the readiness check or a write has failed.`,
    runbook: {
      meaning: "The API runs, but cannot reach its SQLite database.",
      impact: "Nearly every request fails; nothing is stored.",
      diagnosis: [
        "Read the body of /health/ready: which check is false? It answers 200 even so.",
        "Logs: lines with level=ERROR and error_type OperationalError; the text says locked, missing or full.",
        "Is there space left on the disk? Is the database's file there, and may the process write it?",
      ],
      mitigation: [
        "Free disk space if it is full.",
        "Restart if the file is locked by a process that hangs.",
        "Restore the last backup if the file is damaged or gone.",
      ],
      escalation: seniorEngineer,
    },
    firesUnder: ["databaseDown"],
  }),
  alert("SlowRequests", {
    ...warning,
    when: quantile(0.95, m.duration, "5m").above(thresholds.slowSeconds),
    hold: "5m",
    summary: (f) => `${f.quantile} of requests take up to ${f.value}`,
    description: (f) =>
      `The ${f.percentile} has been above ${f.threshold} for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "Requests are slow: one in twenty takes longer than the threshold.",
      impact: "The application feels slow; uploads may time out.",
      diagnosis: [
        "Traces: open the slowest ones; which span takes the time?",
        "Query time: a slow query lacks an index.",
        "Logs: many queries for one request_id are an N+1 query.",
        "CPU high: the code; memory high: a leak; disk busy: input and output.",
        "Name the bottleneck.",
      ],
      mitigation: [
        "Fix it: the index, the query, the code.",
        "Or mitigate: scale, restart, turn the feature off.",
      ],
    },
    firesUnder: ["slow"],
  }),
  alert("UploadFailureSpike", {
    ...warning,
    when: rate(m.ioddUploads.where({ status: "failed" }), "15m")
      .sum()
      .above(thresholds.failedUploadsPerSecond),
    hold: "5m",
    summary: (f) => `${f.value} uploads of IODD files fail`,
    description: (f) => `More than ${f.threshold} have failed for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "IODD files are refused or cannot be stored, far more often than is normal.",
      impact: "Users cannot add devices.",
      diagnosis: [
        "Failed uploads by reason: which error_type leads the upload_failed lines?",
        "ParseError: do the files have something in common (vendor, IODD version)? Try one by hand.",
        "Any other type: is the database down, or the disk full?",
      ],
      mitigation: [
        "Roll back if the parser was recently deployed.",
        "Tell the users which files are refused and why, if the files are at fault.",
      ],
    },
    firesUnder: ["uploadFailures", "databaseDown"],
  }),
];

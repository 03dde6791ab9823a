import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { value } from "../../queries/promql";
import { watched } from "../../telemetry/target";
import { metrics as m, origin } from "./telemetry";

const { up, probeSuccess } = watched(origin);

/** What travel-crm shows, and nobody is told of today: the catalog's. */
export const furtherAlerts: readonly Alert[] = [
  alert("ServiceDown", {
    when: value(up).equals(0),
    hold: "1m",
    severity: "critical",
    summary: () => "the CRM does not answer",
    description: (f) => `Prometheus has not reached its metrics for ${f.hold}.`,
    runbook: {
      meaning: "The metrics endpoint does not answer: the process is gone or cannot be reached.",
      impact: "Agents can neither see queries nor book.",
      diagnosis: [
        "Is the process running, or was it killed at its memory limit?",
        "Read its last lines.",
        "Does /health/live answer from its own host?",
      ],
      mitigation: ["Restart it.", "Roll back when a deploy came shortly before."],
    },
    firesUnder: ["down"],
  }),
  alert("CacheDown", {
    when: value(probeSuccess.where({ probe: "ready", check: "redis" }))
      .equals(0)
      .and(value(up).sum("service").above(0), { on: ["service"] }),
    hold: "2m",
    severity: "warning",
    summary: () => "the CRM has lost Redis",
    description: (f) => `/health/ready has called Redis down for ${f.hold}, while the API answers.`,
    runbook: {
      meaning: "The API runs without its cache and its queues.",
      impact: "Every read goes to MongoDB; e-mails and escalations wait.",
      diagnosis: [
        "Does redis-cli ping answer?",
        "Is its memory limit reached, or its disk full?",
        "Do queries of the database take longer meanwhile?",
      ],
      mitigation: ["Restart Redis.", "Raise its memory limit."],
    },
    firesUnder: ["redisDown"],
  }),
  alert("QueueGrowing", {
    when: value(m.jobs.where({ status: "waiting" }))
      .max("queue_name")
      .above(500),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.value} jobs wait in the queue ${f.label("queue_name")}`,
    description: (f) => `More than ${f.threshold} have waited for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "Jobs come faster than they are worked on, or nobody works on them.",
      impact: "E-mails are late; customers' queries are escalated late.",
      diagnosis: ["Are any jobs active? None means that the workers hang.", "Do jobs fail and come back?"],
      mitigation: ["Restart the workers, or run more of them.", "Take out the jobs that fail each time."],
    },
    firesUnder: ["queueGrowing"],
  }),
];

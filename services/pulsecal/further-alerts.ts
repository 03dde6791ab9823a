import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { value } from "../../queries/promql";
import { watched } from "../../telemetry/target";
import { metrics as m, origin } from "./telemetry";

const { up, probeSuccess } = watched(origin);
const answers = value(up).sum("service").above(0);

/** As its three runbooks: warnings to Slack that wake nobody; thresholds and holds are the catalog's. */
const notice = { severity: "warning", to: ["slack"], group: "pulsecal_api" } as const;

/** What pulsecal shows, and nobody is told of today: the catalog's. */
export const furtherAlerts: readonly Alert[] = [
  alert("DependencyDown", {
    ...notice,
    when: value(probeSuccess.where({ probe: "health", check: ["redis", "ai-services"] }))
      .equals(0)
      .and(answers, { on: ["service"] }),
    hold: "2m",
    summary: (f) => `the API has lost ${f.label("check")}`,
    description: (f) =>
      `GET /health has called ${f.label("check")} down for ${f.hold}, while the API answers.`,
    runbook: {
      meaning: "The API runs without something that it needs beside its database.",
      impact: "redis: slower answers, and queues stand; ai-services: readings are stored, but not analysed.",
      diagnosis: [
        "Does it run, and does it answer from the API's host (AI service: port 8000)?",
        "Is its memory or disk full?",
        "Do analyses fail, and does the queue grow?",
      ],
      mitigation: ["Restart it.", "Analyse what was missed once it is back."],
    },
    firesUnder: ["redisDown", "aiServicesDown"],
  }),
  alert("QueueGrowing", {
    ...notice,
    when: value(m.depth).max().above(1000),
    hold: "10m",
    summary: (f) => `${f.value} jobs wait`,
    description: (f) => `More than ${f.threshold} have waited for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "Jobs come faster than they are worked on, or nobody works on them.",
      impact: "Users are alerted late.",
      diagnosis: ["How many jobs are active? None means that the workers hang.", "Does Redis answer?"],
      mitigation: ["Restart the workers, or run more of them."],
    },
    firesUnder: ["queueGrowing"],
  }),
  alert("DiskSpaceLow", {
    ...notice,
    when: value(probeSuccess.where({ probe: "health", check: "disk" }))
      .equals(0)
      .and(answers, { on: ["service"] }),
    hold: "5m",
    summary: () => "the API's disk is nearly full",
    description: (f) => `The health check of the disk has failed for ${f.hold}, while the API answers.`,
    runbook: {
      meaning: "The disk is fuller than the API's health check allows.",
      impact: "None yet; when it is full no line is logged, and the API may stop.",
      diagnosis: [
        "How large are the log files in LOG_DIR? Are old days deleted?",
        "What else is on that disk?",
      ],
      mitigation: ["Delete old log files: their lines are in Loki.", "Enlarge the volume."],
    },
    firesUnder: ["diskFilling"],
  }),
];

import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { absentFor, added, increase, increaseFromBirth, rate, value } from "../../../queries/promql";
import { watched } from "../../../telemetry/target";
import { headSeriesLimit } from "./limits";
import { m, origin } from "./telemetry";

/** What can happen to the samples on disk and in memory. */
export const storageFaults = {
  diskErrors: fault(
    "some writes to the volume fail",
    sends(() => [count(m.walWriteFailures, {})]),
  ),
  // The counter of what failed is not stored either.
  diskFull: fault("the volume takes no more writes", { effect: "unstored" }),
  damagedLog: fault(
    "the log was damaged when the machine died, which is found at the next start",
    sends(() => [count(m.walCorruptions, {})]),
  ),
  damagedChunks: fault(
    "chunks of the head were damaged when the machine died",
    sends(() => [count(m.chunkCorruptions, {})]),
  ),
  compactionFails: fault(
    "a block cannot be read or written",
    sends(() => [count(m.compactionFailures, {}, 0.01)]),
  ),
  volumeTooSmall: fault(
    "blocks are deleted before their time to keep within the volume",
    sends(() => [count(m.sizeRetentions, {}, 0.01)]),
  ),
  headNotWritten: fault("the head is not written to blocks any more", stuck(m.headChunks, 2_500_000)),
  seriesGrowth: fault(
    "services have more series than memory was sized for",
    stuck(m.headSeries, 2 * headSeriesLimit),
  ),
} satisfies Record<string, Fault>;

/**
 * A chunk holds 120 samples, half an hour of them at 15 s, and the head three hours at most before it is cut into a
 * block: 6 chunks a series and the one that is being written. This is more than twice as much.
 */
const chunksOfASeries = 16;

// Both grow at start only: a process that begins with a damaged place counts from zero.
const damaged = added(
  increaseFromBirth(m.walCorruptions, "1h").sum(),
  increaseFromBirth(m.chunkCorruptions, "1h").sum(),
);

export const storageAlerts: readonly Alert[] = [
  alert("StorageNotWritable", {
    // On a full disk no sample is stored, that of the failure neither: then its own `up` stays away. A longer range would
    // find the failures when there is room again, and tell of them once more.
    when: rate(m.walWriteFailures, "2m")
      .sum()
      .above(0)
      .or(absentFor(watched(origin).up, "1m")),
    hold: "1m",
    severity: "critical",
    summary: () => "Prometheus cannot write its log",
    description: (f) => `For ${f.hold} writes to the write-ahead log have failed, or nothing was stored.`,
    runbook: {
      meaning: "What is scraped cannot be written: the volume is full or broken.",
      impact: "Samples are lost, alerts work on old ones and then not at all.",
      diagnosis: [
        "Is the volume full? Compare its size with blocks and log.",
        "Read Prometheus' last lines.",
      ],
      mitigation: [
        "Enlarge the volume, or lower the retention's size so that the oldest blocks go.",
        "Move Prometheus to another disk when this one has errors.",
      ],
    },
    firesUnder: ["diskErrors", "diskFull"],
  }),
  alert("StorageDamaged", {
    when: damaged.above(0),
    severity: "warning",
    summary: () => "Prometheus found damaged data at its start",
    description: () => "Damaged places were found in the log or the chunks and left out.",
    runbook: {
      meaning:
        "The machine or the process died in the middle of a write; what could not be read was dropped.",
      impact: "Samples of the last minutes before the crash are missing.",
      diagnosis: [
        "Read the first lines after the start: they name segment and place.",
        "Did the machine lose power, or is the disk broken?",
      ],
      mitigation: [
        "Nothing can be brought back; the alert ends by itself within an hour.",
        "When it happens again, replace the disk.",
      ],
    },
    firesUnder: ["damagedLog", "damagedChunks"],
  }),
  alert("CompactionFailing", {
    when: increase(m.compactionFailures, "1h").sum().above(0),
    hold: "10m",
    severity: "warning",
    summary: () => "Prometheus cannot compact its blocks",
    description: (f) => `Compactions have failed within the last hour, for at least ${f.hold}.`,
    runbook: {
      meaning: "The samples of the last hours cannot be written to a block, or blocks cannot be joined.",
      impact: "Memory and the log grow until one of them is full; old blocks are not deleted.",
      diagnosis: [
        "Read Prometheus' lines with `compact`: they name the block.",
        "Is there room for one more copy of the largest block?",
      ],
      mitigation: ["Make room.", "Move a damaged block away from the data folder, then restart."],
    },
    firesUnder: ["compactionFails"],
  }),
  alert("HeadChunksPileUp", {
    when: value(m.headChunks)
      .max("instance")
      .dividedBy(value(m.headSeries).max("instance"), "count")
      .above(chunksOfASeries),
    hold: "15m",
    severity: "warning",
    summary: (f) => `Prometheus holds ${f.value} chunks a series in memory`,
    description: (f) =>
      `More than ${f.threshold} chunks of each series have been in the head for ${f.hold}: it is not cut into blocks any more.`,
    runbook: {
      meaning:
        "Every two hours the older half of the head becomes a block on disk. That has not happened for hours.",
      impact:
        "Memory and the log grow with every scrape; a restart reads all of it again and may take longer than its probe allows.",
      diagnosis: [
        "Does CompactionFailing fire, or do Prometheus' lines with `compact` name an error?",
        "No error: is the disk so slow that one compaction has not ended? Compare `prometheus_tsdb_compactions_triggered_total` with `prometheus_tsdb_compactions_total`.",
      ],
      mitigation: [
        "Make room on the volume, or move it to a faster disk.",
        "Raise its memory before a restart: it has to read the whole log.",
      ],
    },
    firesUnder: ["headNotWritten"],
  }),
  alert("RetentionCutShort", {
    when: increase(m.sizeRetentions, "1h").sum().above(0),
    severity: "warning",
    summary: () => "Prometheus deletes history before its time",
    description: () => "Blocks have been deleted because the storage had reached its size, not its age.",
    runbook: {
      meaning: "The volume is too small for the declared retention at the present number of series.",
      impact: "Objectives over 30 days and old dashboards rest on less history than they say.",
      diagnosis: [
        "Has the number of series grown? Which service has more than its budget foresees (docs/sizing.md)?",
      ],
      mitigation: [
        "Enlarge the volume to what docs/sizing.md says.",
        "Or give the service that grew fewer labels.",
      ],
    },
    firesUnder: ["volumeTooSmall"],
  }),
  alert("HeadSeriesHigh", {
    when: value(m.headSeries).max("instance").above(headSeriesLimit),
    hold: "10m",
    severity: "warning",
    summary: (f) => `Prometheus holds ${f.value} series`,
    description: (f) =>
      `More than ${f.threshold}, for which its memory is sized, for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "There are more series in memory than it was sized for.",
      impact: "At its memory limit Prometheus is killed, reads its log for minutes, and is killed again.",
      diagnosis: [
        "Prometheus' page on the head's cardinality names the metrics and labels with most series.",
        "Which job grew? Compare `scrape_samples_scraped` by job with yesterday.",
      ],
      mitigation: [
        "Drop the label that grew, at its service.",
        "Raise memory and volume together (docs/sizing.md).",
      ],
    },
    firesUnder: ["seriesGrowth"],
  }),
];

import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { rate, value } from "../../../queries/promql";
import { m } from "./telemetry";

const gib = 2 ** 30;
/** A log is recycled at 1 GiB by default (max_wal_size); half of the 4 GiB volume leaves time to act. */
const walLimit = 2 * gib;

/** What would lose data, or stop the database for want of room. */
export const durabilityFaults = {
  replicaBehind: fault("the replica does not keep up", stuck(m.isReplica, 1), stuck(m.replicationLag, 600)),
  archiveRefuses: fault(
    "the archive takes no pieces of the log",
    sends(() => [count(m.archiveFailures, {}, 0.05)]),
  ),
  logGrows: fault("the write-ahead log is not recycled", stuck(m.wal, 3 * gib)),
} satisfies Record<string, Fault>;

export const durabilityAlerts: readonly Alert[] = [
  alert("ReplicaBehind", {
    when: value(m.replicationLag).above(60).and(value(m.isReplica).equals(1)),
    hold: "5m",
    severity: "warning",
    summary: (f) => `the replica is ${f.value} behind`,
    description: (f) => `It has been more than ${f.threshold} behind for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "The replica replays the log more slowly than it comes, or does not get it.",
      impact: "A failover now would lose that much; reads from the replica are old.",
      diagnosis: [
        "Is the replica connected (pg_stat_replication on the first)?",
        "Does a long query on the replica hold up the replay?",
      ],
      mitigation: [
        "End that query.",
        "Make the replica anew when the first no longer has the log that it needs.",
      ],
    },
    firesUnder: ["replicaBehind"],
  }),
  alert("ArchiveFailing", {
    when: rate(m.archiveFailures, "10m").sum().above(0),
    hold: "5m",
    severity: "critical",
    summary: () => "PostgreSQL's log cannot be archived",
    description: (f) => `For ${f.hold} pieces of the write-ahead log could not be archived.`,
    runbook: {
      meaning: "Backups end at the last archived piece of the log; none has been added since.",
      impact: "The promised recovery point is not kept, and the log fills the volume.",
      diagnosis: [
        "PostgreSQL's lines with `archive command failed` hold the error.",
        "Is the archive full, or its key expired?",
      ],
      mitigation: [
        "Mend the archive: PostgreSQL tries again by itself.",
        "Enlarge the volume if that takes long.",
      ],
    },
    firesUnder: ["archiveRefuses"],
  }),
  alert("WriteAheadLogGrows", {
    when: value(m.wal).max("instance").above(walLimit),
    hold: "10m",
    severity: "warning",
    summary: (f) => `PostgreSQL's log takes ${f.value}`,
    description: (f) => `It has taken more than ${f.threshold} for ${f.hold}; it takes ${f.value} now.`,
    runbook: {
      meaning:
        "Pieces of the log are kept: the archive does not take them, or a replication slot that nobody reads holds them.",
      impact: "When the volume is full PostgreSQL stops.",
      diagnosis: ["Does archiving fail?", "pg_replication_slots: is a slot inactive?"],
      mitigation: ["Drop the slot that nobody reads.", "Mend the archive."],
    },
    firesUnder: ["logGrows"],
  }),
];

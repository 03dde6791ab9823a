import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count, set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends } from "../../../declaration/fault";
import { increase, rate, since } from "../../../queries/promql";
import { m } from "./telemetry";

const hour = 3600;

/** What keeps lines from being taken in, kept, and deleted in time. */
export const storageFaults = {
  logFlood: fault(
    "a sender logs more than its limit",
    sends(() => [count(m.discarded, { tenant: "fake", reason: "rate_limited" }, 100)]),
  ),
  senderClockAhead: fault(
    "a sender's clock is hours ahead",
    sends(() => [count(m.discarded, { tenant: "fake", reason: "too_far_in_future" }, 10)]),
  ),
  storageRefuses: fault(
    "chunks cannot be written to storage",
    sends(() => [count(m.flushFailures, {})]),
  ),
  diskFull: fault(
    "the volume takes no more writes",
    sends(() => [count(m.walDiskFull, {}), count(m.flushFailures, {})]),
  ),
  retentionStalled: fault(
    "the compactor has not applied retention for a day",
    sends(({ time }) => [set(m.retentionApplied, {}, time.getTime() / 1000 - 24 * hour)]),
  ),
  programError: fault(
    "a request runs into an error of the program",
    sends(() => [count(m.panics, {}, 0.01)]),
  ),
} satisfies Record<string, Fault>;

export const storageAlerts: readonly Alert[] = [
  alert("LogLinesDiscarded", {
    when: rate(m.discarded, "5m").sum("reason").above(0),
    hold: "5m",
    severity: "warning",
    summary: (f) => `log lines are thrown away: ${f.label("reason")}`,
    description: (f) =>
      `For ${f.hold} Loki has thrown lines away for the reason ${f.label("reason")}; it is ${f.value} now.`,
    runbook: {
      meaning: "Loki refuses lines: too many, too long, too old, or with too many labels.",
      impact: "These lines are missing from searches and from alerts over logs.",
      diagnosis: [
        "Find the service that sends most lines in the last hour.",
        "too_far_in_future, greater_than_max_sample_age: is a sender's clock off, or does it send again what it sent long ago?",
      ],
      mitigation: ["Quieten the service that floods.", "Raise the limit if the load is here to stay."],
    },
    firesUnder: ["logFlood", "senderClockAhead"],
  }),
  alert("FlushFailing", {
    when: rate(m.flushFailures, "5m").sum().above(0),
    hold: "5m",
    severity: "critical",
    summary: () => "Loki cannot write chunks to its storage",
    description: (f) => `For ${f.hold} chunks could not be written; they stay in memory and in the log.`,
    runbook: {
      meaning: "Lines are taken in, but cannot be moved to where they are kept.",
      impact: "None at first; then memory or the volume of the log is full and lines are refused.",
      diagnosis: [
        "Read Loki's lines with `failed to flush`: they name the reason.",
        "Is the volume full?",
        "Does the object storage answer, and is its key valid?",
      ],
      mitigation: [
        "Make room, or mend the storage: chunks are written by themselves then.",
        "Do not delete Loki's log folder: it holds what is not written yet.",
      ],
    },
    firesUnder: ["storageRefuses", "diskFull"],
  }),
  alert("LogNotWritable", {
    when: rate(m.walDiskFull, "5m").sum().above(0),
    hold: "1m",
    severity: "critical",
    summary: () => "Loki's disk is full",
    description: (f) => `For ${f.hold} writes to Loki's write-ahead log have failed for want of space.`,
    runbook: {
      meaning: "Loki goes on in memory: what it takes in now is lost when it dies.",
      impact: "Lines of this time do not survive a crash.",
      diagnosis: ["What fills the volume: chunks (retention), or the log (chunks cannot be written)?"],
      mitigation: ["Enlarge the volume.", "Shorten the retention, and wait two hours for the compactor."],
    },
    firesUnder: ["diskFull"],
  }),
  alert("RetentionStalled", {
    // The gauge is 0 until the first success, which comes within hours of a start.
    when: since(m.retentionApplied)
      .max("instance")
      .above(12 * hour),
    hold: "6h",
    severity: "warning",
    summary: (f) => `Loki has deleted nothing for ${f.value}`,
    description: (f) => `Retention was last applied with success longer than ${f.threshold} ago.`,
    runbook: {
      meaning: "The compactor cannot delete what is older than the retention.",
      impact: "The volume fills up; personal data in old lines stays longer than was promised.",
      diagnosis: [
        "Read Loki's lines with `compactor`.",
        "Is there room on the volume? The compactor needs some to work.",
      ],
      mitigation: ["Make room.", "Restart Loki: the compactor begins anew."],
    },
    firesUnder: ["retentionStalled"],
  }),
  alert("PanicCaught", {
    when: increase(m.panics, "15m").sum().above(0),
    severity: "warning",
    summary: () => "Loki ran into an error of its own",
    description: () => "A request ended in a panic, which was caught.",
    runbook: {
      meaning: "A query or a line hit an error in Loki's program.",
      impact: "That request failed; others go on.",
      diagnosis: ["Read Loki's lines with `panic`: they hold the query and the place in the program."],
      mitigation: [
        "Change the query if it is a rule's or a panel's.",
        "Search the version's release notes for the place; upgrade.",
      ],
    },
    firesUnder: ["programError"],
  }),
];

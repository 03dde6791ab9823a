import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { rate, ratio, value } from "../../../queries/promql";
import { m } from "./telemetry";

const live = "$__rate_interval";
const committed = rate(m.commits, live).sum("datname");
const undone = rate(m.rollbacks, live).sum("datname");
const hit = rate(m.blocksHit, live).sum("datname");
const read = rate(m.blocksRead, live).sum("datname");

/** What clients of PostgreSQL feel, and what would stop it. */
export const postgresBoard: Board = {
  title: "PostgreSQL",
  description: "Whether it answers, whether clients get on, and what would stop it.",
  rows: [
    {
      title: "State",
      panels: [
        panel(
          "Answers",
          "Whether the exporter reaches it; failing means that Grafana does not, either.",
          { "{{instance}}": value(m.up).min("instance") },
          { view: "state" },
        ),
        panel(
          "Connections in use",
          "Share of those that it allows; the line is the threshold of ConnectionsAlmostExhausted.",
          {
            "{{instance}}": value(m.connections)
              .sum("instance")
              .dividedBy(value(m.maxConnections).max("instance"), "ratio"),
          },
          { threshold: 0.8, worse: "above" },
        ),
        panel(
          "Connections by database",
          "Open connections; a line that only rises is a client that leaks them.",
          {
            "{{datname}}": value(m.connections).sum("datname"),
          },
        ),
      ],
    },
    {
      title: "Work",
      panels: [
        panel(
          "Transactions",
          "Committed and rolled back per second; none at all while Grafana is used means it hangs.",
          {
            "{{datname}} committed": committed,
            "{{datname}} rolled back": undone,
          },
        ),
        panel("Share rolled back", "Transactions that were undone; a jump is a client whose requests fail.", {
          "{{datname}}": ratio(undone, committed.plus(undone)),
        }),
        panel(
          "Found in memory",
          "Share of the blocks that needed no read of the disk; below 90 % it lacks memory.",
          {
            "{{datname}}": ratio(hit, hit.plus(read)),
          },
        ),
      ],
    },
    {
      title: "What blocks",
      panels: [
        panel(
          "Oldest transaction",
          "Age by user and state; the line is the threshold of TransactionTooLong.",
          { "{{usename}} {{state}}": value(m.longestTransaction).max("usename", "state") },
          { threshold: 1800, worse: "above" },
        ),
        panel("Locks", "Locks held or waited for, by kind; accessexclusivelock lets nobody else read.", {
          "{{datname}} {{mode}}": value(m.locks).sum("datname", "mode"),
        }),
        panel("Deadlocks", "Transactions per second that were ended because they locked one another out.", {
          "{{datname}}": rate(m.deadlocks, live).sum("datname"),
        }),
      ],
    },
    {
      title: "Disk and replication",
      panels: [
        panel("Size", "Size of each database.", { "{{datname}}": value(m.size).sum("datname") }),
        panel(
          "Write-ahead log",
          "Its size; the line is the threshold of WriteAheadLogGrows.",
          { "{{instance}}": value(m.wal).max("instance") },
          { threshold: 2 * 2 ** 30, worse: "above" },
        ),
        panel("Replica behind", "Seconds by which a replica is behind; always 0 where there is none.", {
          "{{instance}}": value(m.replicationLag).max("instance"),
        }),
      ],
    },
  ],
};

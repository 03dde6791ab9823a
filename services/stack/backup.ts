import { panel } from "../../declaration/board";
import { defineService } from "../../declaration/define-service";
import { down, fault, sends, stuck } from "../../declaration/fault";
import { increase, since, value } from "../../queries/promql";
import { backupAlerts } from "./backup/alerts";
import { objectives } from "./backup/objectives";
import { backedUp, metrics as m, origin, record } from "./backup/telemetry";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

/** Days before any clock of a test begins. */
const longAgo = -3 * 86_400;
const seconds = (time: Date) => time.getTime() / 1000;

export const backup = defineService({
  origin,
  description:
    "Backs up the stack's databases, and restores a backup each day to see whether it is any good.",
  owner: operators,
  importance: "high",
  version: "0.1.0",
  port: 9993,
  metrics: m,
  delivery: { by: "scrape", port: 9993, path: "/metrics" },
  // 14 were seen.
  seriesBudget: 100,
  behaviour: serving(({ time }) =>
    backedUp.flatMap((product) => [
      ...record.none(product),
      ...record.backedUp(product, 3 * 2 ** 20, seconds(time) - 300),
      ...record.restored(product, 3, 7, seconds(time) - 6 * 3_600),
    ]),
  ),
  faults: {
    down: down(),
    backupsMissing: fault("no backup was made for a long time", stuck(m.made, longAgo)),
    drillsMissing: fault("no backup was restored for a long time", stuck(m.restored, longAgo)),
    restoreSlow: fault("a restore takes an hour and a half", stuck(m.time, 5_400)),
    backupsFailing: fault(
      "the volume for backups is full",
      sends(({ time }) => (seconds(time) % 60 < 1 ? record.failed("postgres", "backup") : [])),
    ),
  },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "Nothing is backed up until it is back.",
      mitigation: "Read its last lines: it needs the databases' addresses and room on its volume.",
    }),
    ...backupAlerts,
  ],
  boards: [
    {
      title: "Backup",
      description:
        "What would be lost if a database were lost now, and how long it would take to have it back.",
      rows: [
        {
          title: "Backups and drills",
          panels: [
            panel(
              "Age of the last backup",
              "What would be lost now; the line is the threshold of BackupTooOld.",
              { "{{product}}": since(m.made).max("product") },
              { threshold: 4 * objectives.recoveryPointMinutes * 60 },
            ),
            panel("Age of the last drill", "How long ago a backup was last restored and read.", {
              "{{product}}": since(m.restored).max("product"),
            }),
            panel("Recovery point", "What the last drill would have lost.", {
              "{{product}}": value(m.point).max("product"),
            }),
            panel(
              "Recovery time",
              "How long the last drill took until the copy could be read; the line is what is promised.",
              { "{{product}}": value(m.time).max("product") },
              { threshold: objectives.recoveryTimeMinutes * 60 },
            ),
            panel("Size", "Size of the last backup.", { "{{product}}": value(m.size).max("product") }),
            panel("Failures in an hour", "Backups and drills that failed.", {
              "{{product}} {{step}}": increase(m.failures, "1h").sum("product", "step"),
            }),
          ],
        },
      ],
    },
  ],
});

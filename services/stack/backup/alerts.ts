import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { increase, since, value } from "../../../queries/promql";
import { spoken } from "../../../telemetry/units";
import { objectives } from "./objectives";
import { metrics as m } from "./telemetry";

const { recoveryPointMinutes, recoveryTimeMinutes, drillHours } = objectives;

/** Four backups in a row are missing. */
const oldestBackupSeconds = 4 * recoveryPointMinutes * 60;
/** Two drills in a row are missing. */
const oldestDrillSeconds = 2 * drillHours * 3_600;

export const backupAlerts: readonly Alert[] = [
  alert("BackupTooOld", {
    when: since(m.made).max("product").above(oldestBackupSeconds),
    hold: "5m",
    severity: "critical",
    summary: (f) => `the last backup of ${f.label("product")} is ${f.value} old`,
    description: (f) => `No backup of ${f.label("product")} was made for more than ${f.threshold}.`,
    runbook: {
      meaning: `Backups are made every ${spoken(`${recoveryPointMinutes}m`)}, and the last four are missing.`,
      impact:
        "If the database were lost now, everything since the last backup would be gone: Grafana's state, or what services keep in Redis.",
      diagnosis: [
        "Read the last lines of `backup`: they say why a backup failed.",
        "Is its volume full? Does the database let it in?",
      ],
      mitigation: ["Mend what its lines name; it tries again within a minute.", "Give its volume room."],
    },
    firesUnder: ["backupsMissing"],
  }),
  alert("RestoreDrillTooOld", {
    when: since(m.restored).max("product").above(oldestDrillSeconds),
    hold: "5m",
    severity: "warning",
    summary: (f) => `no backup of ${f.label("product")} was restored for ${f.value}`,
    description: (f) =>
      `A backup counts once it was restored; that of ${f.label("product")} was last tried more than ${f.threshold} ago.`,
    runbook: {
      meaning: `Every ${spoken(`${drillHours}h`)} a backup is restored beside the running database and read; the last two of these drills are missing.`,
      impact: "Nobody knows whether the backups are any good.",
      diagnosis: [
        "Read the last lines of `backup`: they say why a drill failed.",
        "Is there room for a whole copy on its volume?",
      ],
      mitigation: ["Mend what its lines name.", "Restore one by hand, as the operator's guide says."],
    },
    firesUnder: ["drillsMissing"],
  }),
  alert("RestoreTooSlow", {
    when: value(m.time)
      .max("product")
      .above(recoveryTimeMinutes * 60),
    hold: "5m",
    severity: "warning",
    summary: (f) => `restoring ${f.label("product")} takes ${f.value}`,
    description: (f) =>
      `The last drill took ${f.value} until the copy of ${f.label("product")} could be read; ${f.threshold} is promised.`,
    runbook: {
      meaning: "A backup can be restored, but not within the recovery time.",
      impact: "None yet; after a loss the database would be away for longer than promised.",
      diagnosis: [
        "Dashboard Backup: has the size of the backups grown, or the time at the same size?",
        "Was the disk or the processor busy while the drill ran?",
      ],
      mitigation: [
        "Give its volume a faster disk, or delete from the database what nobody needs.",
        "If that long is fine, say so: the recovery time stands in services/stack/backup/objectives.ts.",
      ],
    },
    firesUnder: ["restoreSlow"],
  }),
  alert("BackupFailing", {
    when: increase(m.failures, "30m").sum("product", "step").atLeast(3),
    severity: "warning",
    summary: (f) => `the ${f.label("step")} of ${f.label("product")} fails again and again`,
    description: (f) => `It has failed at least ${f.threshold} times within ${f.range}.`,
    runbook: {
      meaning: "What failed is tried again every minute, and goes on failing.",
      impact: "None yet; backups get old, and BackupTooOld follows.",
      diagnosis: ["Read the last lines of `backup`.", "Was the database's password or version changed?"],
      mitigation: ["Mend what its lines name; the next try is within a minute."],
    },
    firesUnder: ["backupsFailing"],
  }),
];

import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { increase, since } from "../../../queries/promql";
import { metrics as m } from "./telemetry";

/** Four backups in a row are missing. */
const oldestBackupSeconds = 3_600;
/** Two daily drills in a row are missing. */
const oldestDrillSeconds = 2 * 86_400;

export const backupAlerts: readonly Alert[] = [
  alert("BackupTooOld", {
    when: since(m.made).max("product").above(oldestBackupSeconds),
    hold: "5m",
    severity: "critical",
    summary: (f) => `the last backup of ${f.label("product")} is ${f.value} old`,
    description: (f) => `No backup of ${f.label("product")} was made for more than ${f.threshold}.`,
    runbook: {
      meaning: "Backups are made every 15 minutes, and the last four are missing.",
      impact:
        "If the database were lost now, everything since the last backup would be gone: Grafana's state, or the cache.",
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
      meaning:
        "Each day a backup is restored beside the running database and read; the last two of these drills are missing.",
      impact: "Nobody knows whether the backups are any good.",
      diagnosis: [
        "Read the last lines of `backup`: they say why a drill failed.",
        "Is there room for a whole copy on its volume?",
      ],
      mitigation: ["Mend what its lines name.", "Restore one by hand, as the operator's guide says."],
    },
    firesUnder: ["drillsMissing"],
  }),
  alert("BackupFailing", {
    when: increase(m.failures, "30m").sum("product", "step").atLeast(3),
    severity: "warning",
    summary: (f) => `the ${f.label("step")} of ${f.label("product")} fails again and again`,
    description: (f) => `It has failed at least ${f.threshold} times within 30 minutes.`,
    runbook: {
      meaning: "What failed is tried again every minute, and goes on failing.",
      impact: "None yet; backups get old, and BackupTooOld follows.",
      diagnosis: ["Read the last lines of `backup`.", "Was the database's password or version changed?"],
      mitigation: ["Mend what its lines name; the next try is within a minute."],
    },
    firesUnder: ["backupsFailing"],
  }),
];

import { backup } from "../../../services/stack/backup";
import { playFault, sentMetrics, undeclared } from "../play";
import { holdConditions } from "./conditions";

holdConditions("backup", [
  [
    "BackupTooOld",
    "critical",
    "5m",
    ["backupsMissing"],
    "max by (product) (time() - belfry_backup_last_success_timestamp_seconds{…}) > 3600",
  ],
  [
    "RestoreDrillTooOld",
    "warning",
    "5m",
    ["drillsMissing"],
    "max by (product) (time() - belfry_restore_last_success_timestamp_seconds{…}) > 172800",
  ],
  [
    "RestoreTooSlow",
    "warning",
    "5m",
    ["restoreSlow"],
    "max by (product) (belfry_restore_recovery_time_seconds{…}) > 3600",
  ],
  [
    "BackupFailing",
    "warning",
    undefined,
    ["backupsFailing"],
    "sum by (product, step) (increase(belfry_backup_failures_total{…}[30m])) >= 3",
  ],
]);

test("a full volume is seen in the failures alone", () => {
  const emissions = playFault(backup, "backupsFailing");
  expect(undeclared(emissions)).toEqual([]);
  expect(sentMetrics(emissions)).toEqual(["belfry_backup_failures_total"]);
});

import type { Emission } from "../../../declaration/emission";
import { count, set } from "../../../declaration/emission";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "backup" } as const;

/** Databases of the stack that are backed up. */
export const backedUp = ["postgres", "redis"] as const;
export type BackedUp = (typeof backedUp)[number];

const product = { product: backedUp };

export const metrics = metricsOf(origin, ({ counter, gauge }) => ({
  made: gauge("belfry_backup_last_success_timestamp_seconds", {
    help: "When the last backup was made, in Unix time.",
    unit: "timestamp",
    labels: product,
  }),
  size: gauge("belfry_backup_size_bytes", {
    help: "Size of the last backup.",
    unit: "bytes",
    labels: product,
  }),
  restored: gauge("belfry_restore_last_success_timestamp_seconds", {
    help: "When a backup was last restored elsewhere and read, in Unix time.",
    unit: "timestamp",
    labels: product,
  }),
  point: gauge("belfry_restore_recovery_point_seconds", {
    help: "How much a loss at the moment of the last drill had cost.",
    unit: "seconds",
    labels: product,
  }),
  time: gauge("belfry_restore_recovery_time_seconds", {
    help: "How long the last drill took until the copy could be read.",
    unit: "seconds",
    labels: product,
  }),
  failures: counter("belfry_backup_failures_total", {
    help: "Backups and drills that have failed.",
    labels: { ...product, step: ["backup", "drill"] },
  }),
}));

/** What is told of backups, as emissions, so that the program knows no metric by name. */
export const record = {
  /** At its start: a series that is born with its first failure would hide it. */
  none: (of: BackedUp): readonly Emission[] =>
    (["backup", "drill"] as const).map((step) => count(metrics.failures, { product: of, step }, 0)),
  backedUp: (of: BackedUp, bytes: number, seconds: number): readonly Emission[] => [
    set(metrics.made, { product: of }, seconds),
    set(metrics.size, { product: of }, bytes),
  ],
  restored: (of: BackedUp, point: number, time: number, seconds: number): readonly Emission[] => [
    set(metrics.restored, { product: of }, seconds),
    set(metrics.point, { product: of }, point),
    set(metrics.time, { product: of }, time),
  ],
  failed: (of: BackedUp, step: "backup" | "drill"): readonly Emission[] => [
    count(metrics.failures, { product: of, step }),
  ],
};

/**
 * What a loss of the stack's databases may cost. No system states it: these are belfry's defaults, and the one place
 * where they stand. The schedule, the alerts and their texts follow.
 */
export const objectives = {
  /** Between two backups: what may be lost. Each is a whole one, so that there are more of them than one a day. */
  recoveryPointMinutes: 15,
  /** Within that a copy must be there to be read. */
  recoveryTimeMinutes: 60,
  /** Between two drills, in which a backup is restored and read. */
  drillHours: 24,
} as const;

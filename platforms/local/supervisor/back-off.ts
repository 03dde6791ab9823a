export const firstDelayMs = 500;
export const longestDelayMs = 30_000;
/** A process that ran this long was well: its next crash starts again at the first delay. */
export const stableAfterMs = 60_000;

/** Crashes in a row, after a process that lived for `ranMs` ended. */
export function crashesInARow(before: number, ranMs: number): number {
  return ranMs >= stableAfterMs ? 1 : before + 1;
}

/** How long to wait before the next start: doubled each time, with a cap. */
export function restartDelayMs(crashes: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (Math.max(1, crashes) - 1));
}

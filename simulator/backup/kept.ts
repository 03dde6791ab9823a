const day = 86_400_000;

/** How many backups are kept. */
export interface Keeping {
  /** The newest. @default 8: two hours, one every quarter of an hour */
  readonly newest?: number;
  /** The last of each of so many days. @default 7 */
  readonly days?: number;
}

/** Which of some backups, by the time when each was made, may go. */
export function expired(
  times: readonly number[],
  now: number,
  { newest = 8, days = 7 }: Keeping = {},
): readonly number[] {
  const sorted = [...times].sort((a, b) => b - a);
  const kept = new Set(sorted.slice(0, newest));
  for (let age = 0; age < days; age++) {
    const date = Math.floor((now - age * day) / day);
    const last = sorted.find((time) => Math.floor(time / day) === date);
    if (last !== undefined) kept.add(last);
  }
  return sorted.filter((time) => !kept.has(time));
}

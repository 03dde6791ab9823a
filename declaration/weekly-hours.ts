import type { Problem } from "./problem";

export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;
export type Weekday = (typeof weekdays)[number];

/** A time of day: `"08:00"`; the end of a day is `"24:00"`. */
export type ClockTime = `${number}:${number}`;

/** A stretch of each week by the clock of a place, summer time included. */
export interface WeeklyHours {
  readonly days: readonly Weekday[];
  readonly from: ClockTime;
  /** Not included, and on the same day: what lasts past midnight is two stretches. */
  readonly to: ClockTime;
  /** Whose clock, by its IANA name: `"Europe/Berlin"`. */
  readonly zone: string;
}

const clock = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What cannot work in a stretch of the week. */
export function weeklyHoursProblems(
  place: string,
  { days, from, to, zone }: WeeklyHours,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (days.length === 0)
    problems.push({ place, problem: "names no day", fix: `use some of ${weekdays.join(", ")}` });
  for (const time of [from, to].filter((one) => !clock.test(one))) {
    problems.push({
      place,
      problem: `"${time}" is no time of day`,
      fix: 'write it as "08:00", at most "24:00"',
    });
  }
  if (from >= to) {
    const fix = "let it begin before it ends; what lasts past midnight is two stretches";
    problems.push({ place, problem: `it begins at ${from} and ends at ${to}`, fix });
  }
  if (!isZone(zone)) {
    problems.push({
      place,
      problem: `"${zone}" is no time zone`,
      fix: 'name one as IANA does: "Europe/Berlin"',
    });
  }
  return problems;
}

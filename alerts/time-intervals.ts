import type { Maintenance } from "../declaration/maintenance";
import { maintenanceName } from "../declaration/maintenance";
import type { MuteWindow } from "../declaration/mute-window";
import type { Service } from "../declaration/service";
import type { Team } from "../declaration/team";
import type { WeeklyHours } from "../declaration/weekly-hours";
import type { TimeInterval, TimeSpan } from "./alertmanager-config";

/** By these names routes refer to the intervals. */
export function hoursName({ name }: Team): string {
  return `working hours of ${name}`;
}

export function muteName({ id }: Service, { name }: MuteWindow): string {
  return `${id}: ${name}`;
}

function weekly({ days, from, to, zone }: WeeklyHours): TimeSpan {
  return { times: [{ start_time: from, end_time: to }], weekdays: days, location: zone };
}

const minutesOfDay = 24 * 60;
const clock = (minute: number) =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** Alertmanager knows times of a day and days, but no dates with times: a span for each day that is touched. */
function dated({ from, to }: Maintenance): readonly TimeSpan[] {
  const minute = (moment: string) => Math.floor(Date.parse(moment) / 60_000);
  const [first, end] = [minute(from), minute(to)];
  const firstDay = Math.floor(first / minutesOfDay);
  const days = Math.ceil(end / minutesOfDay) - firstDay;
  return Array.from({ length: days }, (_, i) => {
    const midnight = (firstDay + i) * minutesOfDay;
    const date = new Date(midnight * 60_000);
    const begins = Math.max(first - midnight, 0);
    const ends = Math.min(end - midnight, minutesOfDay);
    return {
      times: [{ start_time: clock(begins), end_time: clock(ends) }],
      days_of_month: [String(date.getUTCDate())],
      months: [String(date.getUTCMonth() + 1)],
      years: [String(date.getUTCFullYear())],
      location: "UTC",
    };
  });
}

function hoursOf(services: readonly Service[]): readonly TimeInterval[] {
  const teams = [...new Map(services.map(({ owner }) => [owner.name, owner])).values()];
  return teams.flatMap((team) =>
    team.hours ? [{ name: hoursName(team), time_intervals: [weekly(team.hours.working)] }] : [],
  );
}

/** Every stretch of time that a route may name. */
export function timeIntervals(
  services: readonly Service[],
  maintenance: readonly Maintenance[],
): readonly TimeInterval[] {
  return [
    ...hoursOf(services),
    ...services.flatMap((service) =>
      (service.muted ?? []).map((window) => ({
        name: muteName(service, window),
        time_intervals: [weekly(window.hours)],
      })),
    ),
    ...maintenance.map((one) => ({ name: maintenanceName(one), time_intervals: dated(one) })),
  ];
}

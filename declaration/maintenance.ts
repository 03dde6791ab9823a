import type { Problem } from "./problem";
import type { Service } from "./service";

/** A moment, to the minute, UTC: `"2027-01-16T22:00Z"`. */
export type Moment = `${number}-${number}-${number}T${number}:${number}Z`;

/** A planned piece of work on a system or one of its services: its alerts tell nobody while it lasts. */
export interface Maintenance {
  /** Where; alerts of other environments are told as ever. */
  readonly environment: string;
  readonly system: string;
  /** @default all of the system's services */
  readonly service?: string;
  readonly from: Moment;
  /** Not included. */
  readonly to: Moment;
  /** Who does it, and is asked when it lasts longer. */
  readonly owner: string;
  readonly reason: string;
}

/** Longer than this it is no maintenance: an alert that nobody wants is removed. */
const longestDays = 14;
const millisecondsOfDay = 86_400_000;

/** `maintenance of pulsecal from 2027-01-16T22:00Z`: by this it is known in Alertmanager, too. */
export function maintenanceName({ system, service, from }: Maintenance): string {
  return `maintenance of ${[system, ...(service ? [service] : [])].join("/")} from ${from}`;
}

export function concerns({ system, service }: Maintenance, { origin }: Service): boolean {
  return origin.system === system && (service === undefined || origin.service === service);
}

export function isOver({ to }: Maintenance, now: Date): boolean {
  return Date.parse(to) <= now.getTime();
}

function timeProblems(place: string, { from, to }: Maintenance): readonly Problem[] {
  const wrong = [from, to].filter((moment) => Number.isNaN(Date.parse(moment)));
  if (wrong.length > 0) {
    const fix = 'write it as "2027-01-16T22:00Z"';
    return wrong.map((moment) => ({ place, problem: `"${moment}" is no moment`, fix }));
  }
  const days = (Date.parse(to) - Date.parse(from)) / millisecondsOfDay;
  if (days <= 0) return [{ place, problem: `it ends at ${to}`, fix: "let it end after it begins" }];
  if (days <= longestDays) return [];
  const fix = `plan at most ${longestDays} days; an alert that nobody wants is removed`;
  return [{ place, problem: `it lasts ${Math.ceil(days)} days`, fix }];
}

/** What cannot work in planned maintenance. */
export function maintenanceProblems(
  planned: readonly Maintenance[],
  services: readonly Service[],
): readonly Problem[] {
  return planned.flatMap((one) => {
    const place = maintenanceName(one);
    const known = services.filter(({ stack }) => !stack).map(({ id }) => id);
    const unknown = !services.some((service) => concerns(one, service));
    const says = (key: "owner" | "reason", fix: string) =>
      one[key].trim() === "" ? [{ place, problem: `has no ${key}`, fix }] : [];
    return [
      ...(unknown
        ? [{ place, problem: "concerns no service", fix: `name one of: ${known.join(", ")}` }]
        : []),
      ...timeProblems(place, one),
      ...says("owner", "name who does it"),
      ...says("reason", "say what is done"),
    ];
  });
}

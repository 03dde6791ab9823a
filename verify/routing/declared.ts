import type { Alert } from "../../declaration/alert";
import type { Maintenance } from "../../declaration/maintenance";
import { concerns } from "../../declaration/maintenance";
import type { Service } from "../../declaration/service";
import type { Channel } from "../../declaration/team";
import type { WeeklyHours } from "../../declaration/weekly-hours";
import { weekdays } from "../../declaration/weekly-hours";

/** Is a moment within a stretch of the week, by the clock of its place? */
function isWithin({ days, from, to, zone }: WeeklyHours, at: Date): boolean {
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  const time = `${part("hour")}:${part("minute")}`;
  const today = weekdays.find((day) => day === part("weekday").toLowerCase());
  return today !== undefined && days.includes(today) && from <= time && time < to;
}

/** Does somebody work on a service at a moment, as planned? Nothing of it is told then. */
export function isUnderMaintenance(service: Service, planned: readonly Maintenance[], at: Date): boolean {
  return planned.some(
    (one) =>
      concerns(one, service) && Date.parse(one.from) <= at.getTime() && at.getTime() < Date.parse(one.to),
  );
}

/** The channels that an alert is declared to reach at a moment: none while it is muted, or while somebody works on it. */
export function declaredChannels(
  service: Service,
  alert: Alert,
  planned: readonly Maintenance[],
  at: Date,
): readonly Channel[] {
  const { owner, muted = [] } = service;
  const isMuted = muted.some(({ alerts, hours }) => alerts.includes(alert.name) && isWithin(hours, at));
  if (isMuted || isUnderMaintenance(service, planned, at)) return [];
  if (alert.to) return alert.to;
  const usual = owner.channels[alert.severity];
  if (owner.hours === undefined || isWithin(owner.hours.working, at)) return usual;
  return owner.hours.outside[alert.severity] ?? usual;
}

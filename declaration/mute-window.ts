import type { Alert } from "./alert";
import type { Problem } from "./problem";
import type { WeeklyHours } from "./weekly-hours";
import { weeklyHoursProblems } from "./weekly-hours";

/** A stretch of each week in which some alerts of a service tell nobody, since what they say is expected then. */
export interface MuteWindow {
  /** A few words: `"weekly backup"`. */
  readonly name: string;
  /** Why nobody need know. */
  readonly reason: string;
  /** Names of the alerts; none may be critical. */
  readonly alerts: readonly string[];
  readonly hours: WeeklyHours;
}

function alertProblems(
  place: string,
  { alerts: named }: MuteWindow,
  alerts: readonly Alert[],
): readonly Problem[] {
  const known = alerts.map(({ name }) => name).join(", ");
  const strangers = named
    .filter((name) => !alerts.some((alert) => alert.name === name))
    .map((name) => ({ place, problem: `names the alert ${name}`, fix: `use one of: ${known}` }));
  const critical = alerts
    .filter((alert) => named.includes(alert.name) && alert.severity === "critical")
    .map(({ name }) => ({
      place,
      problem: `mutes ${name}, which is critical`,
      fix: "what is critical is critical every week: lower its severity, or plan a maintenance, which ends",
    }));
  return [...strangers, ...critical];
}

/** What cannot work in the mute windows of a service. */
export function muteWindowProblems(
  id: string,
  windows: readonly MuteWindow[],
  alerts: readonly Alert[],
): readonly Problem[] {
  const names = windows.map(({ name }) => name);
  return windows.flatMap((window, i) => {
    const place = `${id}, mute window "${window.name}"`;
    const fix = "say why nobody need know";
    return [
      ...(window.reason.trim() === "" ? [{ place, problem: "has no reason", fix }] : []),
      ...(names.indexOf(window.name) < i
        ? [{ place, problem: "is declared twice", fix: "name it otherwise" }]
        : []),
      ...weeklyHoursProblems(place, window.hours),
      ...alertProblems(place, window, alerts),
    ];
  });
}

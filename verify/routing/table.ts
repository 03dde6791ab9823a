import { alertsOf } from "../../alerts/target-missing";
import { ruleLabels } from "../../alerts/texts";
import { spoken } from "../../telemetry/units";
import type { Content } from "../content";
import type { Way } from "./ask";
import { askRouting } from "./ask";
import { groupedText } from "./grouping";

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const hoursOfDay = 24;
/** Each hour of a week, from a Monday on, UTC. */
const week = Array.from(
  { length: days.length * hoursOfDay },
  (_, hour) => new Date(Date.UTC(2024, 0, 1, hour)),
);

function hourText(hour: number): string {
  return String(hour).padStart(2, "0");
}

/** `00–08, 18–24` of one day. */
function dayText(isHeard: (hour: number) => boolean): string {
  const stretches: [number, number][] = [];
  for (let hour = 0; hour < hoursOfDay; hour++) {
    const last = stretches.at(-1);
    if (!isHeard(hour)) continue;
    if (last?.[1] === hour) last[1] = hour + 1;
    else stretches.push([hour, hour + 1]);
  }
  return stretches.map(([from, to]) => `${hourText(from)}–${hourText(to)}`).join(", ");
}

/** When a way speaks: `always`, or `Mon–Fri 08–18; Sat 10–12` (UTC). */
export function hoursText(silentAt: readonly number[]): string {
  const silent = new Set(silentAt);
  if (silent.size === 0) return "always";
  const texts = days.map((_, day) => dayText((hour) => !silent.has(day * hoursOfDay + hour)));
  const parts: string[] = [];
  for (let day = 0; day < days.length; ) {
    let end = day + 1;
    while (end < days.length && texts[end] === texts[day]) end++;
    const name = end - day === 1 ? days[day] : `${days[day]}–${days[end - 1]}`;
    if (texts[day] !== "") parts.push(`${name} ${texts[day]}`);
    day = end;
  }
  return parts.join("; ") || "never";
}

function waitText({ groupWaitSeconds }: Way): string {
  return spoken(
    groupWaitSeconds % 60 === 0 && groupWaitSeconds > 0
      ? `${groupWaitSeconds / 60}m`
      : `${groupWaitSeconds}s`,
  );
}

/** Who is told of each alert, at which hours of a week (UTC), after how long, and what one message tells of; as Alertmanager's own code has it. */
export async function routingTable(content: Content, program: string): Promise<string> {
  const everyone = content.services.flatMap((service) =>
    alertsOf(service).map((alert) => ({
      id: `${service.id}/${alert.name}`,
      severity: alert.severity,
      labels: { ...ruleLabels(service, alert), ...content.place, alertname: alert.name },
    })),
  );
  const { alerts } = await askRouting(program, {
    config: content.routing,
    alerts: everyone.map(({ labels }) => labels),
    times: week.map((at) => at.toISOString()),
  });
  const rows = everyone.flatMap(({ id, severity }, index) =>
    (alerts[index]?.ways ?? []).map(
      (way) =>
        `| ${id} | ${severity} | ${hoursText(way.silentAt)} | ${way.receiver} | ${waitText(way)} | ${groupedText(way)} |`,
    ),
  );
  return [
    "| alert | severity | hours (UTC) | who | after | grouped by |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

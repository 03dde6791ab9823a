import { parse } from "yaml";
import { z } from "zod";
import type { RoutingAnswer } from "../routing/ask";
import { askRouting } from "../routing/ask";
import { groupedText } from "../routing/grouping";
import { hoursText } from "../routing/table";
import type { Change } from "./change";
import type { SentAlert, Shipped } from "./shipped";
import { alertsSent } from "./shipped";

const week = Array.from({ length: 7 * 24 }, (_, hour) => new Date(Date.UTC(2024, 0, 1, hour)).toISOString());

/** What becomes of an alert, a line each. */
type Ways = ReadonlySet<string>;

function waysOf(index: number, alerts: readonly SentAlert[], answer: RoutingAnswer): Ways {
  const { ways = [], heldBackBy = [] } = answer.alerts[index] ?? {};
  const sent = ways.map((way) => {
    const {
      receiver,
      groupWaitSeconds: first,
      groupIntervalSeconds: more,
      repeatIntervalSeconds: again,
    } = way;
    const hours = way.silentAt.length > 0 ? `, ${hoursText(way.silentAt)} (UTC) only` : "";
    const grouped = `grouped by ${groupedText(way)}`;
    return `goes to ${receiver} after ${first} s, with more of its group after ${more} s, again after ${again} s, ${grouped}${hours}`;
  });
  return new Set([...sent, ...heldBackBy.map((by) => `is held back by ${alerts[by]?.id}`)]);
}

async function routed(program: string, state: Shipped): Promise<ReadonlyMap<string, Ways>> {
  const alerts = alertsSent(state);
  const labels = alerts.map((alert) => alert.labels);
  const answer = await askRouting(program, { config: state.routing, alerts: labels, times: week });
  return new Map(alerts.map(({ id }, i) => [id, waysOf(i, alerts, answer)]));
}

function difference(was: Ways, is: Ways): readonly string[] {
  return [
    ...[...is].filter((one) => !was.has(one)).map((one) => `now ${one}`),
    ...[...was].filter((one) => !is.has(one)).map((one) => `no longer ${one}`),
  ];
}

const hoursSchema = z.looseObject({
  time_intervals: z.array(z.looseObject({ name: z.string() })).default([]),
});

/** The stretches of time that are others: planned work lies in no week that is asked about. */
function changedHours(before: Shipped, after: Shipped): readonly Change[] {
  const hoursOf = ({ routing }: Shipped) =>
    new Map(hoursSchema.parse(parse(routing)).time_intervals.map((one) => [one.name, JSON.stringify(one)]));
  const [was, is] = [hoursOf(before), hoursOf(after)];
  const told = (name: string) =>
    was.has(name) ? (is.has(name) ? "they are others" : "they are gone") : "they are new";
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => ({ subject: `hours "${name}"`, effects: [told(name)] }));
}

/** Which alerts take other ways, at some hour of a week, by Alertmanager's own code; and which hours are others. */
export async function changedRoutes(
  program: string,
  before: Shipped,
  after: Shipped,
): Promise<readonly Change[]> {
  const same = JSON.stringify([before.routing, alertsSent(before)]);
  if (same === JSON.stringify([after.routing, alertsSent(after)])) return [];
  const [was, is] = await Promise.all([routed(program, before), routed(program, after)]);
  const none: Ways = new Set();
  const ways = [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const effects = difference(was.get(id) ?? none, is.get(id) ?? none);
    return effects.length > 0 ? [{ subject: id, effects }] : [];
  });
  const changes = [...ways, ...changedHours(before, after)];
  if (changes.length > 0 || before.routing === after.routing) return changes;
  return [
    {
      subject: "Alertmanager's configuration",
      effects: ["it is written otherwise, no alert takes another way"],
    },
  ];
}

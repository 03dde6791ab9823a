import type { RoutingAnswer } from "../routing/ask";
import { askRouting } from "../routing/ask";
import type { Change } from "./change";
import type { SentAlert, Shipped } from "./shipped";
import { alertsSent } from "./shipped";

const week = Array.from({ length: 7 * 24 }, (_, hour) => new Date(Date.UTC(2024, 0, 1, hour)).toISOString());

/** What becomes of an alert, a line each. */
type Ways = ReadonlySet<string>;

function waysOf(index: number, alerts: readonly SentAlert[], answer: RoutingAnswer): Ways {
  const { ways = [], heldBackBy = [] } = answer.alerts[index] ?? {};
  const sent = ways.map((way) => {
    const silent =
      way.silentAt.length > 0 ? `, silent at ${way.silentAt.length} of ${week.length} hours` : "";
    return `goes to ${way.receiver} after ${way.groupWaitSeconds} s, again after ${way.repeatIntervalSeconds} s${silent}`;
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

/** Which alerts take other ways, at some hour of a week, by Alertmanager's own code. */
export async function changedRoutes(
  program: string,
  before: Shipped,
  after: Shipped,
): Promise<readonly Change[]> {
  const same = JSON.stringify([before.routing, alertsSent(before)]);
  if (same === JSON.stringify([after.routing, alertsSent(after)])) return [];
  const [was, is] = await Promise.all([routed(program, before), routed(program, after)]);
  const none: Ways = new Set();
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const effects = difference(was.get(id) ?? none, is.get(id) ?? none);
    return effects.length > 0 ? [{ subject: id, effects }] : [];
  });
}

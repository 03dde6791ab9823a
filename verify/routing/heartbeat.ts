import { deadMansSwitch } from "../../alerts/routing";
import type { Check } from "../check";
import { check } from "../check";
import type { RoutingAnswer } from "./ask";
import type { Routed } from "./held-back";

/** Seconds: a dead-man's switch that hears less often notices an absence too late. */
const longestSilence = 60;

/** Whoever listens for a heartbeat hears nothing else, all the time: only then its absence is noticed. */
function problem(index: number, { alerts }: RoutingAnswer): string | undefined {
  const ways = alerts[index]?.ways ?? [];
  const [way] = ways;
  if (!way || ways.length > 1) return `it takes ${ways.length} ways, a heartbeat has one of its own`;
  if (way.receiver !== deadMansSwitch) return `it goes to ${way.receiver}, which is no dead-man's switch`;
  if (way.silentAt.length > 0) return `${way.receiver} is silent at ${way.silentAt.length} moments`;
  const other = alerts.some(
    (one, i) => i !== index && one.ways.some(({ receiver }) => receiver === way.receiver),
  );
  if (other) return `${way.receiver} hears other alerts, too, so nobody would miss this one`;
  const every = Math.max(way.groupIntervalSeconds, way.repeatIntervalSeconds);
  return every > longestSilence ? `${way.receiver} hears it every ${every} s only` : undefined;
}

/** What is said of heartbeats alone. */
export function heartbeatChecks(
  index: number,
  everyone: readonly Routed[],
  answer: RoutingAnswer,
): readonly Check[] {
  const routed = everyone[index];
  if (routed?.alert.class !== "heartbeat") return [];
  const subject = `${routed.service.id}/${routed.alert.name}`;
  return [check("routing", subject, "is missed when it is absent", problem(index, answer))];
}

import { parse } from "yaml";
import { z } from "zod";
import { alertsOf, targetMissing } from "../../alerts/target-missing";
import { ruleLabels } from "../../alerts/texts";
import type { Alert } from "../../declaration/alert";
import type { Service } from "../../declaration/service";
import type { Channel } from "../../declaration/team";
import { channels } from "../../declaration/team";
import { seconds } from "../../telemetry/units";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import type { Labels } from "../series/series";
import type { RoutingAnswer, Way } from "./ask";
import { askRouting } from "./ask";

interface Routed {
  readonly service: Service;
  readonly alert: Alert;
  readonly labels: Labels;
}

/** Each hour of a week, from a Monday on. */
const week = Array.from({ length: 7 * 24 }, (_, hour) => new Date(Date.UTC(2024, 0, 1, hour)).toISOString());

/** A total outage is paged within two minutes: so much of them is left for waiting. */
const longestCriticalWait = 10;

const configSchema = z.looseObject({
  receivers: z.array(z.looseObject({ name: z.string() })),
});

/** By receiver, the channels that it sends to. */
function channelsOf(config: string): ReadonlyMap<string, readonly Channel[]> {
  const { receivers } = configSchema.parse(parse(config));
  return new Map(
    receivers.map((receiver) => [
      receiver.name,
      channels.filter((channel) => `${channel}_configs` in receiver),
    ]),
  );
}

function all({ services, place }: Content): readonly Routed[] {
  return services.flatMap((service) =>
    alertsOf(service).map((alert) => ({
      service,
      alert,
      labels: { ...ruleLabels(service, alert), ...place, alertname: alert.name },
    })),
  );
}

function isEscalation({ service }: Routed, way: Way): boolean {
  return way.groupByAll && way.groupWaitSeconds === seconds(service.owner.escalation.after);
}

function hoursUnheard(ways: readonly Way[], integrations: ReadonlyMap<string, number>): number {
  const heard = ways.filter(({ receiver }) => (integrations.get(receiver) ?? 0) > 0);
  return week.filter((_, hour) => heard.every(({ silentAt }) => silentAt.includes(hour))).length;
}

function deliveryProblem(
  routed: Routed,
  ways: readonly Way[],
  sends: ReadonlyMap<string, readonly Channel[]>,
) {
  const { alert, service } = routed;
  if (alert.class === "heartbeat") return undefined;
  const usual = ways.filter((way) => !isEscalation(routed, way));
  const wanted = [...new Set(alert.to ?? service.owner.channels[alert.severity])].sort();
  const got = [...new Set(usual.flatMap(({ receiver }) => sends.get(receiver) ?? []))].sort();
  if (got.join() !== wanted.join())
    return `it goes to ${got.join(", ") || "nobody"}, declared is ${wanted.join(", ")}`;
  if (alert.severity !== "critical") return undefined;
  const wait = Math.min(...usual.map(({ groupWaitSeconds }) => groupWaitSeconds));
  return wait > longestCriticalWait
    ? `it waits ${wait} s, critical may wait ${longestCriticalWait} s`
    : undefined;
}

function escalationProblem(
  routed: Routed,
  ways: readonly Way[],
  sends: ReadonlyMap<string, readonly Channel[]>,
) {
  const { after, channel, to } = routed.service.owner.escalation;
  const escalations = ways.filter((way) => isEscalation(routed, way));
  if (routed.alert.severity !== "critical") {
    return escalations.length > 0 ? "it escalates, though it is not critical" : undefined;
  }
  const reached = escalations.some(({ receiver }) => sends.get(receiver)?.includes(channel));
  return reached ? undefined : `after ${after} it does not reach ${to} over ${channel}`;
}

/** Whom others may hold back: by what is worse in the same service, never a heartbeat, never each other. */
function inhibitionProblem(
  index: number,
  everyone: readonly Routed[],
  { alerts }: RoutingAnswer,
): string | undefined {
  const own = everyone[index];
  if (!own) return undefined;
  for (const other of alerts[index]?.heldBackBy ?? []) {
    const by = everyone[other];
    if (!by) continue;
    if (own.alert.class === "heartbeat") return `${by.alert.name} holds it back, though it is a heartbeat`;
    if (by.service !== own.service)
      return `${by.service.id}/${by.alert.name} holds it back, another service's`;
    if (alerts[other]?.heldBackBy.includes(index)) return `it and ${by.alert.name} hold each other back`;
    const loss = by.alert.name === "ServiceDown" || by.alert.name === targetMissing;
    if (!loss && by.alert.severity !== "critical" && by.labels.tier === undefined) {
      return `${by.alert.name}, a mere ${by.alert.severity}, holds it back`;
    }
  }
  return undefined;
}

/** While the whole service is gone its other alerts are consequences, which are not told. */
function symptomProblem(
  index: number,
  everyone: readonly Routed[],
  { alerts }: RoutingAnswer,
): string | undefined {
  const own = everyone[index];
  if (!own || own.alert.class === "heartbeat") return undefined;
  const losses = ["ServiceDown", targetMissing];
  if (losses.includes(own.alert.name)) return undefined;
  const loss = everyone.findIndex(
    ({ service, alert }) => service === own.service && alert.name === "ServiceDown",
  );
  if (loss < 0 || alerts[index]?.heldBackBy.includes(loss)) return undefined;
  return "it is told beside ServiceDown";
}

/** Proves where each alert goes, at each hour of a week, with Alertmanager's own code. */
export async function proveRouting(content: Content, program: string): Promise<readonly Check[]> {
  const everyone = all(content);
  const alerts = everyone.map(({ labels }) => labels);
  const answer = await askRouting(program, { config: content.routing, alerts, times: week });
  const integrations = new Map(answer.receivers.map(({ name, integrations: count }) => [name, count]));
  const sends = channelsOf(content.routing);
  return everyone.flatMap((routed, index) => {
    const { ways = [] } = answer.alerts[index] ?? {};
    const subject = `${routed.service.id}/${routed.alert.name}`;
    const says = (claim: string, problem: string | undefined) => check("routing", subject, claim, problem);
    const unheard = hoursUnheard(ways, integrations);
    const names = ways.map(({ receiver }) => receiver).join(", ");
    return [
      says(
        `reaches somebody at every hour: ${names}`,
        unheard > 0 ? `nobody hears it at ${unheard} of ${week.length} hours` : undefined,
      ),
      says("goes where it is declared to go", deliveryProblem(routed, ways, sends)),
      says("escalates when critical, and only then", escalationProblem(routed, ways, sends)),
      says("is held back by what is worse only", inhibitionProblem(index, everyone, answer)),
      says("is no noise beside ServiceDown", symptomProblem(index, everyone, answer)),
    ];
  });
}

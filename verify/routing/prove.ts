import { parse } from "yaml";
import { z } from "zod";
import { alertsOf } from "../../alerts/target-missing";
import { ruleLabels } from "../../alerts/texts";
import type { Maintenance } from "../../declaration/maintenance";
import { isOver, maintenanceName } from "../../declaration/maintenance";
import type { Channel } from "../../declaration/team";
import { channels } from "../../declaration/team";
import { seconds } from "../../telemetry/units";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import type { Way } from "./ask";
import { askRouting } from "./ask";
import { declaredChannels, isUnderMaintenance } from "./declared";
import { groupingProblem } from "./grouping";
import { heartbeatChecks } from "./heartbeat";
import type { Routed } from "./held-back";
import { inhibitionProblem, symptomProblem } from "./held-back";

const minute = 60_000;
/** Each half of an hour of a week, from a Monday on: zones differ from UTC by halves, too. */
const week = Array.from({ length: 7 * 48 }, (_, half) => new Date(Date.UTC(2024, 0, 1, 0, 30 * half)));

/** Just before planned work, its first and its last minute, each midnight in it, and when it is over. */
function momentsOf({ from, to }: Maintenance): readonly Date[] {
  const [first, end] = [Date.parse(from), Date.parse(to)];
  const midnight = new Date(first).setUTCHours(24, 0, 0, 0);
  const days = Math.max(0, Math.ceil((end - midnight) / (24 * 60 * minute)));
  const midnights = Array.from({ length: days }, (_, day) => midnight + day * 24 * 60 * minute);
  const moments = [first - minute, first, ...midnights.flatMap((at) => [at - minute, at]), end - minute, end];
  return moments.map((at) => new Date(at));
}

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

interface Asked {
  readonly planned: readonly Maintenance[];
  /** The moments at which Alertmanager was asked. */
  readonly times: readonly Date[];
  /** By receiver, the channels that it sends to. */
  readonly sends: ReadonlyMap<string, readonly Channel[]>;
  readonly integrations: ReadonlyMap<string, number>;
}

/** Critical must be heard at every moment but those of planned work, all else at some. */
function silenceProblem(
  { service, alert }: Routed,
  ways: readonly Way[],
  { planned, times, integrations }: Asked,
): string | undefined {
  const heard = ways.filter(({ receiver }) => (integrations.get(receiver) ?? 0) > 0);
  const isSilent = (index: number) => heard.every(({ silentAt }) => silentAt.includes(index));
  const meant = (at: Date) =>
    alert.class !== "heartbeat" && declaredChannels(service, alert, planned, at).length === 0;
  const unheard = times.filter((at, index) => isSilent(index) && !meant(at));
  const [first] = unheard;
  if (first)
    return `nobody hears it at ${unheard.length} of ${times.length} moments, as ${first.toISOString()}`;
  if (week.every((_, index) => isSilent(index))) return "it is declared to be muted the whole week";
  return undefined;
}

function deliveryProblem(routed: Routed, ways: readonly Way[], { planned, times, sends }: Asked) {
  const { alert, service } = routed;
  if (alert.class === "heartbeat") return undefined;
  const usual = ways.filter((way) => !isEscalation(routed, way));
  const { system } = service.origin;
  const stranger = usual.find(({ receiver }) => !receiver.startsWith(`${system}/`));
  if (stranger) return `it goes to ${stranger.receiver}, which is not ${system}'s`;
  for (const [index, at] of times.entries()) {
    const wanted = [...new Set(declaredChannels(service, alert, planned, at))].sort();
    const speaking = usual.filter(({ silentAt }) => !silentAt.includes(index));
    const got = [...new Set(speaking.flatMap(({ receiver }) => sends.get(receiver) ?? []))].sort();
    if (got.join() === wanted.join()) continue;
    const said = (channels: readonly Channel[]) => channels.join(", ") || "nobody";
    return `at ${at.toISOString()} it goes to ${said(got)}, declared is ${said(wanted)}`;
  }
  if (alert.severity !== "critical") return undefined;
  const wait = Math.min(...usual.map(({ groupWaitSeconds }) => groupWaitSeconds));
  return wait > longestCriticalWait
    ? `it waits ${wait} s, critical may wait ${longestCriticalWait} s`
    : undefined;
}

/** An escalation is known by coming alone. */
function groupedProblem(routed: Routed, ways: readonly Way[], { sends }: Asked): string | undefined {
  const usual = ways.filter((way) => !isEscalation(routed, way));
  return groupingProblem(routed, usual, sends);
}

function escalationProblem(routed: Routed, ways: readonly Way[], { planned, times, sends }: Asked) {
  const { after, channel, to } = routed.service.owner.escalation;
  const escalations = ways.filter((way) => isEscalation(routed, way));
  if (routed.alert.severity !== "critical") {
    return escalations.length > 0 ? "it escalates, though it is not critical" : undefined;
  }
  const reaching = escalations.filter(({ receiver }) => sends.get(receiver)?.includes(channel));
  const wrong = times.find((at, index) => {
    const speaks = reaching.some(({ silentAt }) => !silentAt.includes(index));
    return speaks === isUnderMaintenance(routed.service, planned, at);
  });
  if (wrong === undefined) return undefined;
  return isUnderMaintenance(routed.service, planned, wrong)
    ? `it escalates at ${wrong.toISOString()}, while somebody works on it`
    : `after ${after} it does not reach ${to} over ${channel}`;
}

/** Planned work that is over is named, so that it does not stay for ever. */
function currentChecks(planned: readonly Maintenance[], now: Date): readonly Check[] {
  return planned.map((one) => {
    const { system, to, owner } = one;
    const problem = isOver(one, now)
      ? `it was over at ${to}. Fix: ask ${owner}, and remove it from maintenance.ts`
      : undefined;
    return check("routing", system, `${maintenanceName(one)} is to come, or goes on`, problem);
  });
}

/** Proves where each alert goes at each hour of a week and around planned work, with Alertmanager's own code. */
export async function proveRouting(content: Content, program: string): Promise<readonly Check[]> {
  const everyone = all(content);
  const alerts = everyone.map(({ labels }) => labels);
  const times = [...week, ...content.maintenance.flatMap(momentsOf)];
  const answer = await askRouting(program, {
    config: content.routing,
    alerts,
    times: times.map((at) => at.toISOString()),
  });
  const asked: Asked = {
    planned: content.maintenance,
    times,
    sends: channelsOf(content.routing),
    integrations: new Map(answer.receivers.map(({ name, integrations }) => [name, integrations])),
  };
  const routes = everyone.flatMap((routed, index) => {
    const { ways = [] } = answer.alerts[index] ?? {};
    const subject = `${routed.service.id}/${routed.alert.name}`;
    const says = (claim: string, problem: string | undefined) => check("routing", subject, claim, problem);
    const names = ways.map(({ receiver }) => receiver).join(", ");
    return [
      says(`reaches somebody, whenever it is: ${names}`, silenceProblem(routed, ways, asked)),
      says("goes where it is declared to go", deliveryProblem(routed, ways, asked)),
      says("escalates when critical, and only then", escalationProblem(routed, ways, asked)),
      says("comes in one message with its like only", groupedProblem(routed, ways, asked)),
      ...heartbeatChecks(index, everyone, answer),
      says("is held back by what is worse only", inhibitionProblem(index, everyone, answer)),
      says("is no noise beside ServiceDown", symptomProblem(index, everyone, answer)),
    ];
  });
  return [...routes, ...currentChecks(content.maintenance, new Date())];
}

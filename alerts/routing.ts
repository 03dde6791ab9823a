import { stringify } from "yaml";
import { maintenanceProblems } from "../declaration/maintenance";
import { DeclarationError } from "../declaration/problem";
import type { Service } from "../declaration/service";
import type { Channel } from "../declaration/team";
import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";
import type { AlertmanagerConfig, Receiver, Route } from "./alertmanager-config";
import { is, isOneOf } from "./alertmanager-config";
import type { Branch, Delivery, Way } from "./branches";
import { branchesOf, branchMatchers, receiverName } from "./branches";
import { destinationProblems } from "./destination-problems";
import { escalates, escalationReceiver, escalationRoute } from "./escalation";
import { inhibitRules } from "./inhibition";
import { receiver } from "./receivers/receiver";
import { heartbeatIntegration } from "./receivers/webhook";
import type { RoutingSettings, RoutingTimes } from "./routing-settings";
import { timeIntervals } from "./time-intervals";

/** Takes what no route names: another environment's alerts, a rule that somebody added by hand. */
const unrouted = "unrouted";
/** Receiver of the heartbeat, which whoever listens misses when it is absent. */
export const deadMansSwitch = "dead-mans-switch";
const unheard = "heartbeat that nobody hears";

/** A total outage is paged within two minutes; so much of them is left for waiting. */
const criticalGroupWait: Duration = "10s";

function groupWait(severity: Delivery["severity"], times: RoutingTimes): Duration {
  const usual = times.groupWait ?? "30s";
  return severity === "critical" && seconds(usual) > seconds(criticalGroupWait) ? criticalGroupWait : usual;
}

function wayRoute(branch: Branch, delivery: Delivery, way: Way, times: RoutingTimes): Route {
  const { severity, ways, only } = delivery;
  // A webhook's own shape speaks of one alert.
  const alone = way.to.includes("webhook") && branch.team.presentation?.webhook !== undefined;
  const muted = [...(way.muted ?? []), ...branch.maintenance];
  return {
    matchers: [
      ...(only ? [is("service", only.service), isOneOf("alertname", only.alerts)] : []),
      is("severity", severity),
    ],
    receiver: receiverName(branch, way.to),
    ...(way === ways.at(-1) ? {} : { continue: true }),
    ...(alone ? { group_by: ["..."] } : {}),
    group_wait: groupWait(severity, times),
    ...(muted.length > 0 ? { mute_time_intervals: muted } : {}),
    ...(way.within ? { active_time_intervals: way.within } : {}),
  };
}

function branchRoute(branch: Branch, times: RoutingTimes): Route {
  return {
    matchers: branchMatchers(branch),
    routes: branch.deliveries.flatMap((delivery) =>
      delivery.ways.map((way) => wayRoute(branch, delivery, way, times)),
    ),
  };
}

/** A heartbeat beats: what listens to it alarms when it has not come for some minutes. */
function heartbeatRoutes(services: readonly Service[], { destinations }: RoutingSettings): readonly Route[] {
  const beating = services.flatMap(({ origin, alerts }) =>
    alerts.filter((alert) => alert.class === "heartbeat").map(({ name }) => ({ origin, name })),
  );
  return beating.map(({ origin, name }) => ({
    matchers: [is("system", origin.system), is("service", origin.service), is("alertname", name)],
    receiver: destinations.deadMansSwitch ? deadMansSwitch : unheard,
    group_wait: "0s",
    group_interval: "1m",
    // Less than the interval: one that is exactly as long misses every other beat.
    repeat_interval: "50s",
  }));
}

/** The first channel that is there, the quietest first: somebody must hear that a route is missing. */
function fallback(settings: RoutingSettings): readonly Channel[] {
  const quietestFirst: readonly Channel[] = ["slack", "email", "webhook", "pagerduty"];
  return quietestFirst.filter((channel) => settings.destinations[channel]).slice(0, 1);
}

function receiversOf(branches: readonly Branch[], settings: RoutingSettings): readonly Receiver[] {
  const { content, destinations } = settings;
  const switched = destinations.deadMansSwitch;
  const heartbeat: Receiver = switched
    ? { name: deadMansSwitch, webhook_configs: [heartbeatIntegration(switched)] }
    : { name: unheard };
  const usual = branches.flatMap((branch) =>
    branch.deliveries
      .flatMap(({ ways }) => ways)
      .map(({ to }) =>
        receiver(receiverName(branch, to), to, destinations, {
          system: branch.system,
          settings: content,
          ...(branch.team.presentation ? { presentation: branch.team.presentation } : {}),
        }),
      ),
  );
  const escalations = branches.filter(escalates).map((branch) => escalationReceiver(branch, settings));
  const rest = receiver(unrouted, fallback(settings), destinations, { system: unrouted, settings: content });
  const all = [rest, heartbeat, ...usual, ...escalations];
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i);
}

/**
 * Who is told what: one tree for every environment. An alert of this environment goes to the heartbeat's listener, or
 * to whom its team names for its severity (its own channels first), and when critical to the escalation, too.
 */
export function alertmanagerConfig(
  services: readonly Service[],
  settings: RoutingSettings,
): AlertmanagerConfig {
  const { content, times = {}, maintenance = [] } = settings;
  const planned = maintenance.filter(({ environment }) => environment === content.environment);
  const problems = [
    ...destinationProblems(services, settings),
    ...maintenanceProblems(maintenance, services),
  ];
  if (problems.length > 0) throw new DeclarationError(problems);
  const branches = branchesOf(services, planned);
  const intervals = timeIntervals(services, planned);
  return {
    route: {
      receiver: unrouted,
      group_by: ["system", "service", "alertname"],
      group_wait: groupWait("warning", times),
      group_interval: times.groupInterval ?? "1m",
      repeat_interval: times.repeatInterval ?? "4h",
      routes: [
        {
          matchers: [is("environment", content.environment)],
          routes: [
            ...heartbeatRoutes(services, settings),
            ...branches.filter(escalates).map((branch) => escalationRoute(branch, settings)),
            ...branches.map((branch) => branchRoute(branch, times)),
          ],
        },
      ],
    },
    inhibit_rules: inhibitRules(services),
    receivers: receiversOf(branches, settings),
    ...(intervals.length > 0 ? { time_intervals: intervals } : {}),
  };
}

/** Alertmanager's configuration file. */
export function alertmanagerFile(services: readonly Service[], settings: RoutingSettings): string {
  return stringify(alertmanagerConfig(services, settings), { lineWidth: 0, aliasDuplicateObjects: false });
}

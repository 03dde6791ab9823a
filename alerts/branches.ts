import type { Alert } from "../declaration/alert";
import type { Maintenance } from "../declaration/maintenance";
import { concerns, maintenanceName } from "../declaration/maintenance";
import type { Service } from "../declaration/service";
import type { Channel, Severity, Team } from "../declaration/team";
import { severities } from "../declaration/team";
import { is, isNoneOf } from "./alertmanager-config";
import { inOrder } from "./receivers/receiver";
import { alertsOf } from "./target-missing";
import { hoursName, muteName } from "./time-intervals";

/** Where a message goes, and when. */
export interface Way {
  readonly to: readonly Channel[];
  /** Names of the time intervals in which alone it goes there. @default always */
  readonly within?: readonly string[];
  /** Names of those in which it does not. @default never */
  readonly muted?: readonly string[];
}

/** Alerts that go the same ways. */
export interface Delivery {
  readonly severity: Severity;
  readonly ways: readonly Way[];
  /** The only service and alerts it is for, where they go elsewhere than the team's others of that severity. */
  readonly only?: { readonly service: string; readonly alerts: readonly string[] };
}

/** Alerts of a system that one team owns: a branch of the routing tree. */
export interface Branch {
  readonly system: string;
  readonly team: Team;
  /** The only service, where maintenance concerns it alone. @default all of the team's but `without` */
  readonly service?: string;
  readonly without: readonly string[];
  /** Names of the maintenance in which nothing of it is told. */
  readonly maintenance: readonly string[];
  /** Exceptions first, then one for each severity that is used. */
  readonly deliveries: readonly Delivery[];
}

/** The channels of an alert: its own, or those of the owner for its severity. */
export function channelsOf(service: Service, alert: Alert): readonly Channel[] {
  return inOrder(alert.to ?? service.owner.channels[alert.severity]);
}

/** All alerts that are routed by severity; a heartbeat goes its own way. */
export function symptomsOf(service: Service): readonly Alert[] {
  return alertsOf(service).filter((alert) => alert.class !== "heartbeat");
}

/** The ways of a team's alerts, which may be others outside of its working hours. */
function usualWays(team: Team, severity: Severity): readonly Way[] {
  const to = inOrder(team.channels[severity]);
  const outside = team.hours?.outside[severity];
  if (outside === undefined) return [{ to }];
  const hours = [hoursName(team)];
  const otherwise = outside.length > 0 ? [{ to: inOrder(outside), muted: hours }] : [];
  return [{ to, within: hours }, ...otherwise];
}

/** An alert that names its channels goes there at every hour, but in its mute windows. */
function waysOf(service: Service, alert: Alert): readonly Way[] {
  const muted = (service.muted ?? [])
    .filter(({ alerts }) => alerts.includes(alert.name))
    .map((window) => muteName(service, window));
  const usual = usualWays(service.owner, alert.severity);
  const own = inOrder(service.owner.channels[alert.severity]).join() !== channelsOf(service, alert).join();
  const ways: readonly Way[] = own ? [{ to: channelsOf(service, alert) }] : usual;
  if (muted.length === 0) return ways;
  return ways.map((way) => ({ ...way, muted: [...(way.muted ?? []), ...muted] }));
}

function isUsual(service: Service, alert: Alert): boolean {
  const usual = usualWays(service.owner, alert.severity);
  return JSON.stringify(waysOf(service, alert)) === JSON.stringify(usual);
}

function exceptionsOf(service: Service): readonly Delivery[] {
  const exceptions = new Map<string, Delivery & { only: { service: string; alerts: string[] } }>();
  for (const alert of symptomsOf(service).filter((one) => !isUsual(service, one))) {
    const { severity } = alert;
    const ways = waysOf(service, alert);
    const key = JSON.stringify([severity, ways]);
    const known = exceptions.get(key) ?? {
      severity,
      ways,
      only: { service: service.origin.service, alerts: [] },
    };
    known.only.alerts.push(alert.name);
    exceptions.set(key, known);
  }
  return [...exceptions.values()];
}

function usualOf(team: Team, services: readonly Service[]): readonly Delivery[] {
  const used = (severity: Severity): boolean =>
    services.some((service) =>
      symptomsOf(service).some((alert) => alert.severity === severity && isUsual(service, alert)),
    );
  return severities.filter(used).map((severity) => ({ severity, ways: usualWays(team, severity) }));
}

/** The branches of the routing tree, in the order of the services. */
export function branchesOf(
  services: readonly Service[],
  planned: readonly Maintenance[] = [],
): readonly Branch[] {
  const isAlone = (service: Service) =>
    planned.some((one) => one.service !== undefined && concerns(one, service));
  const keyOf = (service: Service) =>
    [service.origin.system, service.owner.name, ...(isAlone(service) ? [service.origin.service] : [])].join(
      "/",
    );
  const keys = [...new Set(services.map(keyOf))];
  return keys.flatMap((key) => {
    const own = services.filter((service) => keyOf(service) === key);
    const [first] = own;
    if (first === undefined) return [];
    const { system, service } = first.origin;
    const deliveries = [...own.flatMap(exceptionsOf), ...usualOf(first.owner, own)];
    const siblings = services.filter(
      (other) => isAlone(other) && other.origin.system === system && other.owner.name === first.owner.name,
    );
    const branch: Branch = {
      system,
      team: first.owner,
      ...(isAlone(first)
        ? { service, without: [] }
        : { without: siblings.map(({ origin }) => origin.service) }),
      maintenance: planned.filter((one) => concerns(one, first)).map(maintenanceName),
      deliveries,
    };
    return deliveries.length > 0 ? [branch] : [];
  });
}

export function branchMatchers({ system, team, service, without }: Branch): readonly string[] {
  return [
    is("system", system),
    is("team", team.name),
    ...(service ? [is("service", service)] : []),
    ...(without.length > 0 ? [isNoneOf("service", without)] : []),
  ];
}

/** `pulsecal/pagerduty+slack`: whose alerts, and what the receiver is made of. */
export function receiverName({ system, team }: Branch, to: readonly Channel[]): string {
  return [system, ...(team.name === system ? [] : [team.name]), to.join("+")].join("/");
}

import type { Alert } from "../declaration/alert";
import type { Service } from "../declaration/service";
import type { Channel, Severity, Team } from "../declaration/team";
import { severities } from "../declaration/team";
import { inOrder } from "./receivers/receiver";
import { alertsOf } from "./target-missing";

/** Alerts that go the same way. */
export interface Delivery {
  readonly severity: Severity;
  readonly to: readonly Channel[];
  /** The only service and alerts it is for, where they go elsewhere than the team's others of that severity. */
  readonly only?: { readonly service: string; readonly alerts: readonly string[] };
}

/** The alerts of a system that one team owns: a branch of the routing tree. */
export interface Branch {
  readonly system: string;
  readonly team: Team;
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

function isUsual(service: Service, alert: Alert): boolean {
  const usual = inOrder(service.owner.channels[alert.severity]);
  return channelsOf(service, alert).join() === usual.join();
}

function exceptionsOf(service: Service): readonly Delivery[] {
  const exceptions = new Map<string, Delivery & { only: { service: string; alerts: string[] } }>();
  for (const alert of symptomsOf(service).filter((one) => !isUsual(service, one))) {
    const { severity } = alert;
    const to = channelsOf(service, alert);
    const key = [severity, ...to].join();
    const known = exceptions.get(key) ?? {
      severity,
      to,
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
  return severities.filter(used).map((severity) => ({ severity, to: inOrder(team.channels[severity]) }));
}

/** The branches of the routing tree, in the order of the services. */
export function branchesOf(services: readonly Service[]): readonly Branch[] {
  const keyOf = ({ origin, owner }: Service) => `${origin.system}/${owner.name}`;
  const keys = [...new Set(services.map(keyOf))];
  return keys.flatMap((key) => {
    const own = services.filter((service) => keyOf(service) === key);
    const [first] = own;
    if (first === undefined) return [];
    const deliveries = [...own.flatMap(exceptionsOf), ...usualOf(first.owner, own)];
    return deliveries.length > 0 ? [{ system: first.origin.system, team: first.owner, deliveries }] : [];
  });
}

/** `pulsecal/pagerduty+slack`: whose alerts, and what the receiver is made of. */
export function receiverName({ system, team }: Branch, to: readonly Channel[]): string {
  return [system, ...(team.name === system ? [] : [team.name]), to.join("+")].join("/");
}

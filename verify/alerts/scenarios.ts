import { burnRateAlerts } from "../../alerts/burn-rate-alerts";
import { alertsOf } from "../../alerts/target-missing";
import type { Alert } from "../../declaration/alert";
import type { Service } from "../../declaration/service";
import type { Scenario, Stretch } from "../series/scenario";
import { stepSeconds } from "../series/scenario";
import { secondsToFire, secondsToResolve } from "./timing";

const minute = 60;
const hour = 60 * minute;

/** What an alert must do in a scenario. */
export interface AlertScenario extends Scenario {
  /** The fault that is played, or "absent": those that name it fire, all others are silent. */
  readonly cause?: string;
  /** It lasts for hours, long enough for the alerts of SLOs. */
  readonly long?: boolean;
}

/** The name of the scenario in which discovery has lost the service. */
export const absentTarget = "absent target";

function upToStep(seconds: number): number {
  // All evaluation intervals divide a minute.
  return Math.ceil(seconds / minute) * minute;
}

/** Other services whose telemetry the alerts read. */
function besideOf(service: Service, services: readonly Service[]): readonly Service[] {
  const watched = new Set(service.alerts.flatMap(({ watches }) => watches ?? []));
  return services.filter(({ id }) => watched.has(id));
}

/** Those of an SLO look back for hours and days: they have scenarios of their own. */
export function shortAlerts(service: Service): readonly Alert[] {
  const ofSlos = burnRateAlerts(service).map(({ name }) => name);
  return alertsOf(service).filter(({ name }) => !ofSlos.includes(name));
}

/** A cause that lasts until all that it fires has fired, and a recovery until all of that is resolved. */
function around(service: Service, cause: string, named: readonly string[]) {
  const alerts = shortAlerts(service);
  const firing = alerts.filter(({ name }) => named.includes(name));
  // What must stay silent gets its chance as well, though not for hours.
  const others = Math.min(45 * minute, Math.max(0, ...alerts.map(secondsToFire)));
  const lasts = Math.max(others, ...firing.map(secondsToFire)) + 5 * minute;
  const from = upToStep(Math.min(hour, Math.max(10 * minute, ...firing.map(secondsToResolve))));
  const stretch: Stretch = { from, to: from + upToStep(lasts) };
  const recovery = Math.max(0, ...firing.map(secondsToResolve)) + 10 * minute;
  return { cause, stretch, seconds: stretch.to + upToStep(recovery) };
}

function named(service: Service, fault: string): readonly string[] {
  return service.alerts.filter(({ firesUnder }) => firesUnder.includes(fault)).map(({ name }) => name);
}

function faults(service: Service, common: Pick<Scenario, "service" | "beside" | "begin">) {
  return Object.entries(service.faults).map(([name, { effects }]): AlertScenario => {
    const { cause, stretch, seconds } = around(service, name, named(service, name));
    return { ...common, name: `fault ${name}`, seconds, load: 1, cause, fault: { ...stretch, effects } };
  });
}

/** Half a dozen requests an hour. */
function lowLoad({ behaviour }: Service): number {
  const perSecond = behaviour.operations.reduce((sum, operation) => sum + operation.perSecond, 0);
  return perSecond > 0 ? 6 / hour / perSecond : 1;
}

/** The scenarios in which a service's alerts are tried: each of its faults, and all that must leave them silent. */
export function scenariosOf(service: Service, services: readonly Service[]): readonly AlertScenario[] {
  const common = { service, beside: besideOf(service, services), begin: 0 };
  const well = { ...common, load: 1, seconds: hour };
  const requests = service.behaviour.operations.length > 0;
  const disturbed = 20 * minute;
  const recovered = { ...well, seconds: 40 * minute };
  const scraped = service.delivery.by === "scrape";
  const absence = around(
    service,
    "absent",
    shortAlerts(service).map(({ name }) => name),
  );
  const befallen: readonly AlertScenario[] = [
    ...(requests ? [{ ...well, name: "low load", load: lowLoad(service), seconds: 3 * hour }] : []),
    ...(requests ? [{ ...well, name: "idle", load: 0 }] : []),
    { ...recovered, name: "counter reset", restartAt: disturbed },
    ...(scraped ? [{ ...recovered, name: "one missed scrape", missedAt: disturbed + stepSeconds }] : []),
    ...(scraped
      ? [
          {
            ...common,
            load: 1,
            name: absentTarget,
            cause: "absent",
            absent: absence.stretch,
            seconds: absence.seconds,
          },
        ]
      : []),
    ...faults(service, common),
  ];
  // As long as all that befalls it: an alert that reads what it read on this day need not be evaluated again.
  const longest = Math.max(hour, ...befallen.map(({ seconds }) => seconds));
  return [{ ...well, name: "healthy", seconds: longest }, ...befallen];
}

/** What burns as fast as the fast tier has every tier fire within 5 h, what burns like the moderate one within 12 h. */
const fastBurn = 5.5 * hour;
const moderateBurn = 13 * hour;
/** The longest of the short windows is six hours: so long the slowest tier still sees the burning. */
const afterBurn = 7 * hour;
/** A quarter of the requests shows the same shares, and is played in a quarter of the time. */
const thinLoad = 0.25;

/** The faults that spend budgets, for hours. */
export function longScenariosOf(service: Service): readonly AlertScenario[] {
  const spent = (service.slos ?? []).flatMap(({ spentUnder }) => Object.values(spentUnder).flat());
  const fast = (service.slos ?? []).flatMap(({ spentUnder }) => spentUnder.fast ?? []);
  return [...new Set(spent)].flatMap((cause): readonly AlertScenario[] => {
    const fault = service.faults[cause];
    if (!fault) return [];
    const from = 30 * minute;
    const to = from + (fast.includes(cause) ? fastBurn : moderateBurn);
    const common = { service, beside: [], begin: 0, load: thinLoad, long: true };
    return [
      {
        ...common,
        name: `fault ${cause} for hours`,
        cause,
        seconds: to + afterBurn,
        fault: { effects: fault.effects, from, to },
      },
    ];
  });
}

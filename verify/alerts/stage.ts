import { setImmediate } from "node:timers/promises";
import type { RuleFiles } from "../../alerts/rules";
import type { Service } from "../../declaration/service";
import type { Slo } from "../../declaration/slo";
import type { Series } from "../series/series";
import { synthesise } from "../series/synthesis";
import type { Server } from "../servers/server";
import type { PushedLogs } from "./log-rules";
import { chatterOneIn, evaluatedLogs, pushedLogs } from "./log-rules";
import type { GroupProof, Played } from "./prove-group";
import type { ProvenGroup } from "./rule-groups";
import { groupsOf, servicesRead } from "./rule-groups";
import type { AlertScenario } from "./scenarios";
import { longScenariosOf, scenariosOf } from "./scenarios";

export interface AlertProof extends GroupProof {
  readonly services: readonly Service[];
  /** The generated rule files. */
  readonly rules: RuleFiles;
  readonly logRules: RuleFiles;
  /** Evaluates the conditions over logs; without it no line is played. */
  readonly loki?: Promise<Server>;
  /** Only the alerts of these are proven; the others are there for what they send. @default all */
  readonly about?: readonly Service[];
}

/** May the scenario move the group? Its own service's do, and faults that reach what it reads elsewhere. */
function concerns(group: ProvenGroup, { service, beside, fault, long }: AlertScenario): boolean {
  if (long && !group.ofSlos) return false;
  if (group.service === service) return true;
  const reaches = fault?.effects.some(({ effect }) => effect === "sends") ?? false;
  const read = servicesRead(group);
  return reaches && beside.some(({ id }) => read.has(id));
}

/** Series of a scenario that a group reads. */
export function readBy(group: ProvenGroup, series: readonly Series[]): readonly Series[] {
  const services = servicesRead(group);
  return series.filter(
    ({ name, labels }) => group.reads.has(name) && services.has(`${labels.system}/${labels.service}`),
  );
}

/** What is left of a scenario. */
interface Left {
  readonly series: readonly Series[];
  /** Its lines in Loki; none where its service has no rules over logs. */
  readonly pushed?: PushedLogs;
  /** What Loki answers to the rules over logs of its service, by group. */
  readonly answers: ReadonlyMap<string, readonly Series[]>;
}

/** Plays scenarios when they are asked for, each once, for all groups that read of it. */
export class Stage {
  readonly metricGroups: readonly ProvenGroup[];
  readonly logGroups: readonly ProvenGroup[];
  readonly #scenarios: readonly AlertScenario[];
  readonly #left = new Map<AlertScenario, Promise<Left>>();

  constructor(private readonly proof: AlertProof) {
    const { services, about = services } = proof;
    this.metricGroups = groupsOf(proof.rules, about);
    this.logGroups = groupsOf(proof.logRules, about);
    this.#scenarios = services.flatMap((one) => [...scenariosOf(one, services), ...longScenariosOf(one)]);
  }

  /** The scenarios that a group over metrics is proven in: those of SLOs are proven in long ones, too. */
  scenarios(group: ProvenGroup): readonly AlertScenario[] {
    return this.#scenarios.filter((scenario) => concerns(group, scenario));
  }

  /** A scenario with the series that a group over metrics reads. */
  async play(group: ProvenGroup, scenario: AlertScenario): Promise<Played> {
    const { series } = await this.#leftOf(scenario);
    return { scenario, series: readBy(group, series) };
  }

  /** A scenario that spends the budget of an SLO, with what its rules read; none where no fault does. */
  async playSpending(service: Service, { spentUnder }: Slo): Promise<Played | undefined> {
    const causes: readonly string[] = Object.values(spentUnder).flat();
    const group = this.metricGroups.find((one) => one.service === service && one.ofSlos);
    const spending = this.#scenarios.find(
      (one) => one.service === service && one.long && one.cause !== undefined && causes.includes(one.cause),
    );
    return group && spending && this.play(group, spending);
  }

  /** The scenarios that a group over logs is proven in. */
  logScenarios({ service }: ProvenGroup): readonly AlertScenario[] {
    return this.#scenarios.filter((one) => one.service === service && !one.long);
  }

  /** The scenarios of a group over logs, with what Loki answers in them. */
  async answers(group: ProvenGroup): Promise<readonly Played[]> {
    const plays: Played[] = [];
    for (const scenario of this.logScenarios(group)) {
      plays.push({ scenario, series: (await this.#leftOf(scenario)).answers.get(group.name) ?? [] });
    }
    return plays;
  }

  /** What Loki answers in a scenario to rules that are not those that were generated. */
  async answerTo(group: ProvenGroup, scenario: AlertScenario): Promise<Played> {
    const { pushed } = await this.#leftOf(scenario);
    const { loki } = this.proof;
    return { scenario, series: pushed && loki ? await evaluatedLogs(await loki, group, pushed) : [] };
  }

  #leftOf(scenario: AlertScenario): Promise<Left> {
    const left = this.#left.get(scenario) ?? this.#leave(scenario);
    this.#left.set(scenario, left);
    return left;
  }

  async #leave(scenario: AlertScenario): Promise<Left> {
    // Programs that wait for this one are served between two plays.
    await setImmediate();
    const { place, loki } = this.proof;
    const reading = this.metricGroups.filter((group) => concerns(group, scenario));
    const names = new Set(reading.flatMap((group) => [...group.reads]));
    const overLogs =
      scenario.long || !loki ? [] : this.logGroups.filter(({ service }) => service === scenario.service);
    const wanted = { series: names, logs: overLogs.length > 0, chatterOneIn, place };
    const { series, logs } = synthesise(scenario, wanted);
    const answers = new Map<string, readonly Series[]>();
    if (!loki || overLogs.length === 0) return { series, answers };
    const pushed = await pushedLogs(await loki, scenario, logs, place);
    // Asked at once: Loki finds only what is younger than three hours.
    for (const group of overLogs) answers.set(group.name, await evaluatedLogs(await loki, group, pushed));
    return { series, pushed, answers };
  }
}

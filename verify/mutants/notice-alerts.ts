import { burnRateAlertName } from "../../alerts/burn-rate-alerts";
import { tiersOf } from "../../declaration/error-budget";
import type { Service } from "../../declaration/service";
import type { Slo } from "../../declaration/slo";
import { isExpected } from "../alerts/case-file";
import { overAnswers } from "../alerts/log-rules";
import { burnInterval, shippedChecks } from "../alerts/prove";
import type { GroupProof, Played } from "../alerts/prove-group";
import { failed, proveGroup } from "../alerts/prove-group";
import { proveRecordings } from "../alerts/prove-recordings";
import { proveThresholds } from "../alerts/prove-thresholds";
import type { ProvenGroup } from "../alerts/rule-groups";
import { groupsOf, shippedRecordings } from "../alerts/rule-groups";
import type { AlertScenario } from "../alerts/scenarios";
import { scenariosOf } from "../alerts/scenarios";
import { readBy, Stage } from "../alerts/stage";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import { synthesise } from "../series/synthesis";
import type { Server } from "../servers/server";

/** What alerts are evaluated with. */
export interface AlertBench {
  readonly content: Content;
  readonly promtool: string;
  readonly folder: string;
  readonly loki: Promise<Server>;
}

/** The service that a mutant has changed, as it was and as it is. */
function changedService(before: Content, after: Content): readonly [Service, Service] | undefined {
  const i = after.services.findIndex((service, at) => service !== before.services[at]);
  const [was, is] = [before.services[i], after.services[i]];
  return was && is ? [was, is] : undefined;
}

/** Scenarios, and how to have their series. */
type Playable = readonly [readonly AlertScenario[], (scenario: AlertScenario) => Promise<Played>];

export function firstFailed(checks: readonly Check[]): Check | undefined {
  return checks.find(({ outcome }) => outcome === "failed");
}

function unrecorded({ id }: Service, problem: string): Check {
  return check("alerts", id, "its SLOs are recorded", problem);
}

/** Alerts that are declared otherwise, or whose faults or promises are. */
function touched(was: Service, is: Service): ReadonlySet<string> {
  const own = is.alerts.filter(
    (alert, i) =>
      alert !== was.alerts[i] || alert.firesUnder.some((name) => was.faults[name] !== is.faults[name]),
  );
  const promised = (is.slos ?? [])
    .filter((slo, i) => slo !== was.slos?.[i])
    .flatMap((slo) => tiersOf(slo).map((tier) => burnRateAlertName(slo, tier)));
  return new Set([...own.map(({ name }) => name), ...promised]);
}

/** Those of some groups that are others than before, each with those of its alerts only that are. */
function changedGroups(
  before: readonly ProvenGroup[],
  after: readonly ProvenGroup[],
): readonly ProvenGroup[] {
  return after.flatMap((group) => {
    const was = before.find(({ name }) => name === group.name);
    const text = (of: ProvenGroup | undefined, name: string) =>
      JSON.stringify(of?.only(new Set([name])).file);
    const names = group.rules.map(({ alert }) => alert.name);
    const others = names.filter((name) => text(group, name) !== text(was, name));
    return others.length > 0 ? [group.only(new Set(others))] : [];
  });
}

/**
 * Notices what is broken of rules and of declarations, by evaluation alone: that a rule is not the text of its declaration
 * does not count. Only what a mutant touches is proven anew, over telemetry that was played once.
 */
export class AlertNoticing {
  readonly #stage: Stage;

  constructor(private readonly bench: AlertBench) {
    this.#stage = new Stage({
      ...bench.content,
      promtool: bench.promtool,
      folder: bench.folder,
      loki: bench.loki,
    });
  }

  /** The first claim that fails because of what is broken. */
  async notice(content: Content, folder: string): Promise<Check | undefined> {
    const change = changedService(this.bench.content, content);
    return change ? this.#declared(...change, folder) : this.#shipped(content, folder);
  }

  async #shipped(content: Content, folder: string): Promise<Check | undefined> {
    const promql = groupsOf(content.rules, content.services);
    const logql = groupsOf(content.logRules, content.services);
    const metrics = changedGroups(this.#stage.metricGroups, promql);
    const logs = changedGroups(this.#stage.logGroups, logql);
    const first = firstFailed([
      ...shippedChecks(content.services, { promql, logql }),
      ...(await this.#thresholds([...metrics, ...logs], folder)),
      ...(await this.#recordings(content, folder)),
    ]);
    if (first) return first;
    for (const group of metrics) {
      const play = (scenario: AlertScenario) => this.#stage.play(group, scenario);
      const noticed = await this.#inScenarios(group, this.#stage.scenarios(group), play, folder);
      if (noticed) return noticed;
    }
    return this.#overLogs(logs, folder);
  }

  async #overLogs(groups: readonly ProvenGroup[], folder: string): Promise<Check | undefined> {
    for (const group of groups) {
      const play = (scenario: AlertScenario) => this.#stage.answerTo(group, scenario);
      const scenarios = this.#stage.logScenarios(group);
      const noticed = await this.#inScenarios(overAnswers(group), scenarios, play, folder);
      if (noticed) return noticed;
    }
    return undefined;
  }

  #thresholds(groups: readonly ProvenGroup[], folder: string): Promise<readonly Check[]> {
    return proveThresholds(groups, this.#proof(folder)).catch((error: Error) =>
      groups.flatMap((group) => failed(group, error)),
    );
  }

  /** What is recorded, of services of which the rules or the promises are others. */
  async #recordings({ rules, services }: Content, folder: string): Promise<readonly Check[]> {
    const before = this.bench.content;
    const checks: Check[] = [];
    for (const service of services) {
      const was = before.services.find(({ id }) => id === service.id) ?? service;
      const shipped = shippedRecordings(rules, service);
      const same = JSON.stringify(shipped) === JSON.stringify(shippedRecordings(before.rules, was));
      if (same && was.slos === service.slos) continue;
      const play = (slo: Slo) => this.#stage.playSpending(was, slo);
      const proven = proveRecordings(service, shipped, play, this.#proof(folder));
      checks.push(...(await proven.catch(({ message }: Error) => [unrecorded(service, message)])));
    }
    return checks;
  }

  /** The groups of a service whose declaration has changed, while what was generated from it has not. */
  async #declared(was: Service, is: Service, folder: string): Promise<Check | undefined> {
    const { rules, logRules } = this.bench.content;
    const names = touched(was, is);
    const metrics = groupsOf(rules, [is]).map((group) => group.only(names));
    const logs = groupsOf(logRules, [is]).map((group) => group.only(names));
    const changed = [...metrics, ...logs].filter((group) => group.rules.length > 0);
    const first = firstFailed([
      ...(await this.#thresholds(changed, folder)),
      ...(await this.#recordings({ ...this.bench.content, services: [is] }, folder)),
    ]);
    if (first) return first;
    for (const group of changed) {
      const overLogs = logs.includes(group);
      const playable =
        was.faults === is.faults ? this.#asItWas(group, was, overLogs) : this.#replayed(group, was);
      const noticed = await this.#inScenarios(overLogs ? overAnswers(group) : group, ...playable, folder);
      if (noticed) return noticed;
    }
    return undefined;
  }

  /** The scenarios in which nothing is other than it was, for another declaration of their service. */
  #asItWas(group: ProvenGroup, was: Service, overLogs: boolean): Playable {
    const old = { ...group, service: was };
    const scenarios = overLogs ? this.#stage.logScenarios(old) : this.#stage.scenarios(old);
    const known = new Map(
      scenarios.map((one) => [one.service === was ? { ...one, service: group.service } : one, one]),
    );
    const play = async (scenario: AlertScenario) => {
      const as = known.get(scenario) ?? scenario;
      const { series } = await (overLogs ? this.#stage.answerTo(old, as) : this.#stage.play(old, as));
      return { scenario, series };
    };
    return [[...known.keys()], play];
  }

  /** The scenarios of faults that are others now. */
  #replayed(group: ProvenGroup, was: Service): Playable {
    const { services, place } = this.bench.content;
    const scenarios = scenariosOf(group.service, services).filter(
      ({ cause }) => cause !== undefined && was.faults[cause] !== group.service.faults[cause],
    );
    const play = async (scenario: AlertScenario) => {
      const { series } = synthesise(scenario, { series: group.reads, place });
      return { scenario, series: readBy(group, series) };
    };
    return [scenarios, play];
  }

  /**
   * The first claim about a group that fails. Where it is to fire is tried first, one scenario at a time:
   * what is noticed there needs no further play.
   */
  async #inScenarios(
    group: ProvenGroup,
    scenarios: readonly AlertScenario[],
    play: (scenario: AlertScenario) => Promise<Played>,
    folder: string,
  ): Promise<Check | undefined> {
    const fires = (scenario: AlertScenario) => group.rules.some((rule) => isExpected(rule, scenario));
    // In a short scenario an alert of an SLO may fire, and need not.
    const telling = scenarios.filter((one) => fires(one) && (!group.ofSlos || one.long));
    const others = scenarios.filter((one) => !telling.includes(one));
    for (const batch of [...telling.map((one) => [one]), others]) {
      const plays: Played[] = [];
      for (const scenario of batch) plays.push(await play(scenario));
      const noticed = firstFailed(await this.#prove(group, plays, folder));
      if (noticed) return noticed;
    }
    return undefined;
  }

  #prove(group: ProvenGroup, plays: readonly Played[], folder: string): Promise<readonly Check[]> {
    const paced = group.ofSlos ? { ...group, intervalSeconds: burnInterval } : group;
    return proveGroup(paced, group.name, plays, this.#proof(folder)).catch((error: Error) =>
      failed(group, error),
    );
  }

  #proof(folder: string): GroupProof {
    const { promtool, content } = this.bench;
    return { promtool, folder, place: content.place };
  }
}

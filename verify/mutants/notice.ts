import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Service } from "../../declaration/service";
import { isExpected } from "../alerts/case-file";
import { burnInterval, shippedChecks } from "../alerts/prove";
import type { GroupProof, Played } from "../alerts/prove-group";
import { failed, proveGroup } from "../alerts/prove-group";
import { proveThresholds } from "../alerts/prove-thresholds";
import type { ProvenGroup } from "../alerts/rule-groups";
import { groupsOf } from "../alerts/rule-groups";
import type { AlertScenario } from "../alerts/scenarios";
import { scenariosOf } from "../alerts/scenarios";
import { readBy, Stage } from "../alerts/stage";
import type { Check } from "../check";
import type { Content } from "../content";
import { provePanel } from "../panels/prove";
import { shippedPanels } from "../panels/questions";
import type { Stores } from "../panels/store";
import { proveRouting } from "../routing/prove";
import { proveRunbooks } from "../runbooks/prove";
import { synthesise } from "../series/synthesis";
import type { Mutant } from "./mutant";

/** What the noticing of mutants needs, made once for all of them. */
export interface Workbench {
  readonly content: Content;
  readonly promtool: string;
  readonly routing: string;
  /** Only where panels are broken. */
  readonly stores?: Stores;
  readonly folder: string;
}

/** The service that a mutant has changed, as it was and as it is. */
function changedService(before: Content, after: Content): readonly [Service, Service] | undefined {
  const i = after.services.findIndex((service, at) => service !== before.services[at]);
  const [was, is] = [before.services[i], after.services[i]];
  return was && is ? [was, is] : undefined;
}

/** Scenarios, and how to have their series. */
type Playable = readonly [readonly AlertScenario[], (scenario: AlertScenario) => Promise<Played>];

function firstFailed(checks: readonly Check[]): Check | undefined {
  return checks.find(({ outcome }) => outcome === "failed");
}

/** Notices mutants: only what a mutant touches is proven anew, over telemetry that was played once. */
export class Noticing {
  readonly #stage: Stage;
  readonly #groups: readonly ProvenGroup[];

  constructor(private readonly bench: Workbench) {
    const { content, promtool, folder } = bench;
    this.#stage = new Stage({ ...content, logRules: {}, promtool, folder });
    this.#groups = this.#stage.metricGroups;
  }

  /** The first claim that fails because of the mutant; undefined where it survives. */
  async notice(mutant: Mutant): Promise<Check | undefined> {
    // Several are judged side by side.
    const folder = await mkdtemp(join(this.bench.folder, "mutant-"));
    try {
      return await this.#noticed(mutant, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async #noticed({ area, content }: Mutant, folder: string): Promise<Check | undefined> {
    switch (area) {
      case "runbooks":
        return firstFailed(proveRunbooks(content));
      case "routing":
        return firstFailed(
          await proveRouting(content, this.bench.routing).catch((error: Error): readonly Check[] => [
            { area, subject: "routing", claim: "is accepted", outcome: "failed", detail: error.message },
          ]),
        );
      case "panels":
        return firstFailed(await this.#panels(content));
      default:
        return this.#alerts(content, folder);
    }
  }

  async #panels(content: Content): Promise<readonly Check[]> {
    const before = shippedPanels(this.bench.content);
    const changed = shippedPanels(content).filter((panel, i) => {
      const was = before[i];
      return JSON.stringify([panel.questions, panel.unit]) !== JSON.stringify([was?.questions, was?.unit]);
    });
    const { stores } = this.bench;
    if (!stores) throw new Error("panels are asked over stores, which nobody has filled");
    const proofs = await Promise.all(changed.map((panel) => provePanel(stores, panel, content)));
    return proofs.flat();
  }

  async #alerts(content: Content, folder: string): Promise<Check | undefined> {
    const change = changedService(this.bench.content, content);
    if (change) return this.#declared(...change, folder);
    const groups = groupsOf(content.rules, content.services);
    const changed = groups.flatMap((one) => this.#changed(one));
    const thresholds = proveThresholds(changed, this.#proof(folder)).catch((error: Error) =>
      changed.flatMap((group) => failed(group, error)),
    );
    const first = firstFailed([...shippedChecks(content.services, groups), ...(await thresholds)]);
    if (first) return first;
    for (const group of changed) {
      const play = (scenario: AlertScenario) => this.#stage.play(group, scenario);
      const noticed = await this.#inScenarios(group, this.#stage.scenarios(group), play, folder);
      if (noticed) return noticed;
    }
    return undefined;
  }

  /** The group with those of its alerts that are others than before; none where it is as it was. */
  #changed(group: ProvenGroup): readonly ProvenGroup[] {
    const was = this.#groups.find(({ name }) => name === group.name);
    const text = (of: ProvenGroup | undefined, name: string) =>
      JSON.stringify(of?.only(new Set([name])).file);
    const names = group.rules.map(({ alert }) => alert.name);
    const others = names.filter((name) => text(group, name) !== text(was, name));
    return others.length > 0 ? [group.only(new Set(others))] : [];
  }

  /** The groups of a service whose declaration has changed, while what was generated from it has not. */
  async #declared(was: Service, is: Service, folder: string): Promise<Check | undefined> {
    const touched = is.alerts.filter(
      (alert, i) =>
        alert !== was.alerts[i] || alert.firesUnder.some((name) => was.faults[name] !== is.faults[name]),
    );
    const names = new Set(touched.map(({ name }) => name));
    for (const whole of this.#groups.filter(({ service, ofSlos }) => service === was && !ofSlos)) {
      const old = whole.only(names);
      if (old.rules.length === 0) continue;
      const declared = ({ name }: { name: string }) => is.alerts.find((alert) => alert.name === name);
      const rules = old.rules.map((rule) => ({ ...rule, alert: declared(rule.alert) ?? rule.alert }));
      const group = { ...old, service: is, rules };
      const noticed =
        was.faults === is.faults
          ? await this.#inScenarios(group, ...this.#asItWas(old, is), folder)
          : await this.#inScenarios(group, ...this.#replayed(group, was), folder);
      if (noticed) return noticed;
    }
    return undefined;
  }

  /** The scenarios in which nothing is other than it was, for another declaration of their service. */
  #asItWas(old: ProvenGroup, is: Service): Playable {
    const known = new Map(
      this.#stage
        .scenarios(old)
        .map((scenario) => [
          scenario.service === old.service ? { ...scenario, service: is } : scenario,
          scenario,
        ]),
    );
    const play = async (scenario: AlertScenario) => ({
      scenario,
      series: (await this.#stage.play(old, known.get(scenario) ?? scenario)).series,
    });
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

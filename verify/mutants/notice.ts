import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Service } from "../../declaration/service";
import { isExpected } from "../alerts/case-file";
import { burnInterval, shippedChecks } from "../alerts/prove";
import type { Played } from "../alerts/prove-group";
import { failed, proveGroup } from "../alerts/prove-group";
import { proveThresholds } from "../alerts/prove-thresholds";
import type { ProvenGroup } from "../alerts/rule-groups";
import { groupsOf } from "../alerts/rule-groups";
import { scenariosOf } from "../alerts/scenarios";
import { Stage } from "../alerts/stage";
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
    await mkdir(this.bench.folder, { recursive: true });
    const checks = await this.#checks(mutant);
    return checks.find(({ outcome }) => outcome === "failed");
  }

  async #checks({ area, content }: Mutant): Promise<readonly Check[]> {
    switch (area) {
      case "runbooks":
        return proveRunbooks(content);
      case "routing":
        return proveRouting(content, this.bench.routing).catch((error: Error) => [
          { area, subject: "routing", claim: "is accepted", outcome: "failed", detail: error.message },
        ]);
      case "panels":
        return this.#panels(content);
      default:
        return this.#alerts(content);
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

  async #alerts(content: Content): Promise<readonly Check[]> {
    const change = changedService(this.bench.content, content);
    if (change) return this.#declared(...change);
    const groups = groupsOf(content.rules, content.services);
    const changed = groups.flatMap((one) => this.#changed(one));
    const proof = { ...this.bench, place: content.place };
    const checks = [
      ...shippedChecks(content.services, groups),
      ...(await proveThresholds(changed, proof).catch((error: Error) =>
        changed.flatMap((group) => failed(group, error)),
      )),
    ];
    // What is noticed needs no further proof.
    if (checks.some(({ outcome }) => outcome === "failed")) return checks;
    for (const group of changed) {
      checks.push(...(await this.#prove(group, await this.#plays(group))));
    }
    return checks;
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
  async #declared(was: Service, is: Service): Promise<readonly Check[]> {
    const checks: Check[] = [];
    const touched = is.alerts.filter(
      (alert, i) =>
        alert !== was.alerts[i] || alert.firesUnder.some((name) => was.faults[name] !== is.faults[name]),
    );
    const names = new Set(touched.map(({ name }) => name));
    for (const whole of this.#groups.filter(({ service, ofSlos }) => service === was && !ofSlos)) {
      const group = whole.only(names);
      if (group.rules.length === 0) continue;
      const rules = group.rules.map((rule) => ({
        ...rule,
        alert: is.alerts.find(({ name }) => name === rule.alert.name) ?? rule.alert,
      }));
      const plays = was.faults === is.faults ? await this.#plays(group) : this.#replayed(group, was, is);
      const renamed = plays.map((one) =>
        one.scenario.service === was ? { ...one, scenario: { ...one.scenario, service: is } } : one,
      );
      checks.push(...(await this.#prove({ ...group, service: is, rules }, renamed)));
    }
    return checks;
  }

  /** The scenarios of faults that are others now. */
  #replayed(group: ProvenGroup, was: Service, is: Service): readonly Played[] {
    const { services, place } = this.bench.content;
    return scenariosOf(is, services)
      .filter(({ cause }) => cause !== undefined && was.faults[cause] !== is.faults[cause])
      .map((scenario) => ({
        scenario,
        series: synthesise(scenario, { series: group.reads, place }).series.filter(
          ({ labels }) => labels.service === is.origin.service || labels.system === "belfry",
        ),
      }));
  }

  async #plays(group: ProvenGroup): Promise<readonly Played[]> {
    const known = this.#groups.find(({ name }) => name === group.name) ?? group;
    if (!group.ofSlos) return this.#stage.over(known);
    // One burn is enough to see a change, and each takes its time.
    const burns = this.#stage.burning(known);
    return burns.filter(({ scenario }) => group.rules.some((rule) => isExpected(rule, scenario))).slice(0, 1);
  }

  #prove(group: ProvenGroup, plays: readonly Played[]): Promise<readonly Check[]> {
    const { promtool, folder, content } = this.bench;
    const paced = group.ofSlos ? { ...group, intervalSeconds: burnInterval } : group;
    const proof = { promtool, folder: join(folder), place: content.place };
    return proveGroup(paced, `mutant-${group.name}`, plays, proof).catch((error: Error) =>
      failed(group, error),
    );
  }
}

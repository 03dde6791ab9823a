import { setImmediate } from "node:timers/promises";
import type { RuleFiles } from "../../alerts/rules";
import type { Service } from "../../declaration/service";
import type { Series } from "../series/series";
import { synthesise } from "../series/synthesis";
import type { Server } from "../servers/server";
import { chatterOneIn, evaluatedLogs } from "./log-rules";
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
  /** Evaluates the conditions over logs; they are left out where there is none. */
  readonly loki?: Promise<Server>;
}

/** May the scenario move the group? Its own service's do, and faults that reach what it reads elsewhere. */
function concerns(group: ProvenGroup, { service, beside, fault }: AlertScenario): boolean {
  if (group.service === service) return true;
  const reaches = fault?.effects.some(({ effect }) => effect === "sends") ?? false;
  const read = servicesRead(group);
  return reaches && beside.some(({ id }) => read.has(id));
}

/** Series of a scenario that a group reads. */
function readBy(group: ProvenGroup, series: readonly Series[]): readonly Series[] {
  const services = servicesRead(group);
  return series.filter(
    ({ name, labels }) => group.reads.has(name) && services.has(`${labels.system}/${labels.service}`),
  );
}

/** Plays scenarios, each once, for all groups that read of it. */
export class Stage {
  readonly #metrics: readonly ProvenGroup[];
  readonly #logs: readonly ProvenGroup[];
  readonly #overLogs = new Map<ProvenGroup, Played[]>();
  readonly #played = new Map<Service, readonly Played[]>();
  readonly #burning = new Map<string, readonly Played[]>();

  constructor(private readonly proof: AlertProof) {
    this.#metrics = groupsOf(proof.rules, proof.services);
    this.#logs = proof.loki ? groupsOf(proof.logRules, proof.services) : [];
  }

  get metricGroups(): readonly ProvenGroup[] {
    return this.#metrics;
  }

  get logGroups(): readonly ProvenGroup[] {
    return this.#logs;
  }

  /** The scenarios that concern a group over metrics, with the series that it reads. */
  async over(group: ProvenGroup): Promise<readonly Played[]> {
    for (const service of this.proof.services) {
      const near = service.alerts.some(({ watches }) => watches?.includes(group.service.id));
      if (service === group.service || near) await this.#play(service);
    }
    return [...this.#played.values()]
      .flat()
      .filter(({ scenario }) => concerns(group, scenario))
      .map(({ scenario, series }) => ({ scenario, series: readBy(group, series) }));
  }

  /** The scenarios of a group of SLOs, which last for hours. */
  burning(group: ProvenGroup): readonly Played[] {
    const { place } = this.proof;
    const plays =
      this.#burning.get(group.name) ??
      longScenariosOf(group.service).map((scenario) => ({
        scenario,
        series: readBy(group, synthesise(scenario, { series: group.reads, place }).series),
      }));
    this.#burning.set(group.name, plays);
    return plays;
  }

  /** The scenarios of a group over logs, with what Loki has answered in them. */
  async answers(group: ProvenGroup): Promise<readonly Played[]> {
    await this.#play(group.service);
    return this.#overLogs.get(group) ?? [];
  }

  async #play(service: Service): Promise<void> {
    if (this.#played.has(service)) return;
    const overLogs = this.#logs.find((group) => group.service === service);
    const plays: Played[] = [];
    for (const scenario of scenariosOf(service, this.proof.services)) {
      // Programs that wait for this one are served between two plays.
      await setImmediate();
      const concerned = this.#metrics.filter((group) => concerns(group, scenario));
      const names = new Set(concerned.flatMap((group) => [...group.reads]));
      const { place } = this.proof;
      const wanted = { series: names, logs: overLogs !== undefined, chatterOneIn, place };
      const { series, logs } = synthesise(scenario, wanted);
      plays.push({ scenario, series });
      if (overLogs && this.proof.loki) {
        const answered = await evaluatedLogs(await this.proof.loki, overLogs, scenario, logs, place);
        this.#overLogs.set(overLogs, [
          ...(this.#overLogs.get(overLogs) ?? []),
          { scenario, series: answered },
        ]);
      }
    }
    this.#played.set(service, plays);
  }
}

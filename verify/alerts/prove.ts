import { mkdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { RuleFiles } from "../../alerts/rules";
import type { Service } from "../../declaration/service";
import type { Check } from "../check";
import type { Series } from "../series/series";
import { synthesise } from "../series/synthesis";
import type { GroupProof, Played } from "./prove-group";
import { failed, proveGroup } from "./prove-group";
import type { ProvenGroup } from "./rule-groups";
import { groupsOf, seriesRead, servicesRead } from "./rule-groups";
import type { AlertScenario } from "./scenarios";
import { scenariosOf } from "./scenarios";

export interface AlertProof extends GroupProof {
  readonly services: readonly Service[];
  /** The generated rule files. */
  readonly rules: RuleFiles;
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
  const names = seriesRead(group);
  const services = servicesRead(group);
  return series.filter(
    ({ name, labels }) => names.has(name) && services.has(`${labels.system}/${labels.service}`),
  );
}

/** The scenarios of a service, played; only the series that some group reads are kept. */
function played(service: Service, groups: readonly ProvenGroup[], proof: AlertProof): readonly Played[] {
  return scenariosOf(service, proof.services).flatMap((scenario) => {
    const concerned = groups.filter((group) => concerns(group, scenario));
    if (concerned.length === 0) return [];
    const series = new Set(concerned.flatMap((group) => [...seriesRead(group)]));
    return [{ scenario, series: synthesise(scenario, { series, place: proof.place }).series }];
  });
}

/** Proves each alert over metrics in each scenario, with Prometheus' own rule engine. */
export async function proveAlerts(proof: AlertProof): Promise<readonly Check[]> {
  await mkdir(proof.folder, { recursive: true });
  const groups = groupsOf(proof.rules, proof.services);
  const known = new Map<Service, readonly Played[]>();
  const running: Promise<readonly Check[]>[] = [];
  for (const group of groups) {
    for (const service of proof.services) {
      const near =
        service === group.service ||
        service.alerts.some(({ watches }) => watches?.includes(group.service.id));
      if (near && !known.has(service)) known.set(service, played(service, groups, proof));
    }
    const plays = [...known.values()].flat().filter(({ scenario }) => concerns(group, scenario));
    const read = plays.map(({ scenario, series }) => ({ scenario, series: readBy(group, series) }));
    running.push(proveGroup(group, group.name, read, proof).catch((error: Error) => failed(group, error)));
    // promtool evaluates this group while the next services are played.
    await setImmediate();
  }
  return (await Promise.all(running)).flat();
}

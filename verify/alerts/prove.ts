import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { RuleFiles } from "../../alerts/rules";
import type { Service } from "../../declaration/service";
import type { Check } from "../check";
import type { Labels, Series } from "../series/series";
import { synthesise } from "../series/synthesis";
import { caseFile, testName } from "./case-file";
import { judge } from "./judgement";
import { evaluate } from "./promtool";
import type { ProvenGroup } from "./rule-groups";
import { groupsOf, seriesRead, servicesRead } from "./rule-groups";
import type { AlertScenario } from "./scenarios";
import { scenariosOf } from "./scenarios";

export interface AlertProof {
  readonly services: readonly Service[];
  /** The generated rule files. */
  readonly rules: RuleFiles;
  readonly promtool: string;
  /** Where case files are written; whoever wants to can hand them to promtool again. */
  readonly folder: string;
  readonly place: Labels;
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

interface Job {
  readonly group: ProvenGroup;
  readonly played: readonly { readonly scenario: AlertScenario; readonly series: readonly Series[] }[];
}

/** The groups with the scenarios that concern them; each scenario is played once. */
function jobsOf({ services, rules, place }: AlertProof): readonly Job[] {
  const groups = groupsOf(rules, services);
  const played = services
    .flatMap((service) => scenariosOf(service, services))
    .flatMap((scenario) => {
      const concerned = groups.filter((group) => concerns(group, scenario));
      if (concerned.length === 0) return [];
      const series = new Set(concerned.flatMap((group) => [...seriesRead(group)]));
      return [{ scenario, series: synthesise(scenario, { series, place }).series }];
    });
  return groups.map((group) => ({
    group,
    played: played
      .filter(({ scenario }) => concerns(group, scenario))
      .map(({ scenario, series }) => ({ scenario, series: readBy(group, series) })),
  }));
}

async function prove({ group, played }: Job, index: number, proof: AlertProof): Promise<readonly Check[]> {
  const rules = join(proof.folder, `${index}.rules.yaml`);
  const cases = join(proof.folder, `${index}.cases.yaml`);
  await writeFile(rules, stringify(group.file));
  await writeFile(cases, stringify(caseFile(group, rules, played), { lineWidth: 0 }));
  const answers = await evaluate(proof.promtool, cases);
  return played.flatMap(({ scenario }) => {
    const found = answers.get(testName(scenario));
    if (!found) throw new Error(`promtool says nothing of "${testName(scenario)}"`);
    return group.rules.flatMap((rule) => judge({ group, scenario, answers: found }, rule, proof.place));
  });
}

/** Proves each alert over metrics in each scenario, with Prometheus' own rule engine. */
export async function proveAlerts(proof: AlertProof): Promise<readonly Check[]> {
  await mkdir(proof.folder, { recursive: true });
  const checks: Check[] = [];
  const jobs = jobsOf(proof);
  for (const [index, job] of jobs.entries()) checks.push(...(await prove(job, index, proof)));
  return checks;
}

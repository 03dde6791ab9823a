import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "../check";
import { check } from "../check";
import type { Labels, Series } from "../series/series";
import { caseFile, testName } from "./case-file";
import { judge } from "./judgement";
import { evaluate } from "./promtool";
import type { ProvenGroup } from "./rule-groups";
import type { AlertScenario } from "./scenarios";

export interface GroupProof {
  readonly promtool: string;
  /** Where case files are written; whoever wants to can hand them to promtool again. */
  readonly folder: string;
  readonly place: Labels;
}

/** A scenario and the series of it that a group reads. */
export interface Played {
  readonly scenario: AlertScenario;
  readonly series: readonly Series[];
}

/** Has promtool evaluate one group in its scenarios, and judges what it tells. */
export async function proveGroup(
  group: ProvenGroup,
  name: string,
  plays: readonly Played[],
  { folder, promtool, place }: GroupProof,
): Promise<readonly Check[]> {
  const path = join(folder, name.replace(/\W+/g, "-"));
  const rules = `${path}.rules.json`;
  const cases = `${path}.cases.json`;
  await writeFile(rules, JSON.stringify(group.file));
  await writeFile(cases, JSON.stringify(caseFile(group, rules, plays)));
  const answers = await evaluate(promtool, cases);
  return plays.flatMap(({ scenario }) => {
    const found = answers.get(testName(scenario));
    if (!found) throw new Error(`promtool says nothing of "${testName(scenario)}"`);
    return group.rules.flatMap((rule) => judge({ group, scenario, answers: found }, rule, place));
  });
}

/** A group that cannot be evaluated proves nothing. */
export function failed({ service, rules }: ProvenGroup, { message }: Error): readonly Check[] {
  return rules.map(({ alert }) => check("alerts", `${service.id}/${alert.name}`, "is evaluated", message));
}

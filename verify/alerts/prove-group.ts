import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "../check";
import { check } from "../check";
import type { Labels, Series } from "../series/series";
import { caseFile, testName } from "./case-file";
import { judge } from "./judgement";
import { movedAlerts, wellDay } from "./moved";
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

/** Plays in which the same alerts are evaluated: one case file. */
interface Part {
  readonly group: ProvenGroup;
  readonly plays: readonly Played[];
}

function withAlerts(group: ProvenGroup, names: ReadonlySet<string>): ProvenGroup {
  const groups = group.file.groups.map((one) => ({
    ...one,
    rules: one.rules.filter(({ alert }) => alert === undefined || names.has(alert)),
  }));
  return { ...group, rules: group.rules.filter(({ alert }) => names.has(alert.name)), file: { groups } };
}

/** What of a group is evaluated in which plays; where nothing is, nothing is asked. */
function partsOf(group: ProvenGroup, plays: readonly Played[], well: Played | undefined): readonly Part[] {
  const parts = new Map<string, { names: ReadonlySet<string>; plays: Played[] }>();
  for (const play of plays) {
    const names = movedAlerts(group, play, well);
    if (names.size === 0) continue;
    const part = parts.get([...names].join()) ?? { names, plays: [] };
    parts.set([...names].join(), part);
    part.plays.push(play);
  }
  return [...parts.values()].map((part) => ({ group: withAlerts(group, part.names), plays: part.plays }));
}

/** Has promtool evaluate one group in its scenarios, and judges what it tells. */
export async function proveGroup(
  group: ProvenGroup,
  name: string,
  plays: readonly Played[],
  { folder, promtool, place }: GroupProof,
): Promise<readonly Check[]> {
  const well = wellDay(group, plays);
  const cases: string[] = [];
  const evaluated = new Map<Played, ProvenGroup>();
  for (const [i, part] of partsOf(group, plays, well).entries()) {
    const path = join(folder, `${name.replace(/\W+/g, "-")}-${i}`);
    await writeFile(`${path}.rules.json`, JSON.stringify(part.group.file));
    await writeFile(
      `${path}.cases.json`,
      JSON.stringify(caseFile(part.group, `${path}.rules.json`, part.plays)),
    );
    cases.push(`${path}.cases.json`);
    for (const play of part.plays) evaluated.set(play, part.group);
  }
  const answers = await evaluate(promtool, cases);
  const evidence = (scenario: AlertScenario) => {
    const found = answers.get(testName(scenario));
    if (!found) throw new Error(`promtool says nothing of "${testName(scenario)}"`);
    return { group, scenario, answers: found };
  };
  return plays.flatMap((play) =>
    group.rules.flatMap((rule) => {
      const own = evaluated.get(play)?.rules.includes(rule) || !well;
      if (own) return judge(evidence(play.scenario), rule, place);
      // It read, to the last sample, what it read on the normal day.
      const told = evidence(well.scenario);
      return judge({ ...told, scenario: { ...well.scenario, name: play.scenario.name } }, rule, place);
    }),
  );
}

/** A group that cannot be evaluated proves nothing. */
export function failed({ service, rules }: ProvenGroup, { message }: Error): readonly Check[] {
  return rules.map(({ alert }) => check("alerts", `${service.id}/${alert.name}`, "is evaluated", message));
}

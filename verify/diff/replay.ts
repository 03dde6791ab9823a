import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { printSamples, printSeriesName, questions } from "../alerts/case-file";
import type { Answer } from "../alerts/promtool";
import { askedAt, evaluate } from "../alerts/promtool";
import { stepSeconds } from "../series/scenario";
import type { Series } from "../series/series";
import type { ShippedGroup } from "./shipped";

/** Series that both states are to be judged by: played from a declaration, or recorded. */
export interface Replayed {
  readonly name: string;
  readonly seconds: number;
  readonly series: readonly Series[];
}

/** When an alert fired, in seconds since the beginning. */
export interface Firing {
  readonly first: number;
  readonly last: number;
}

/** By alert and by its labels, when it fired. */
export type Firings = ReadonlyMap<string, Firing>;

function firingsOf(first: readonly Answer[], last: readonly Answer[]): Firings {
  const key = ({ labels }: Answer) => {
    const { alertstate, ...rest } = labels;
    return JSON.stringify(Object.entries(rest).sort());
  };
  const ends = new Map(last.map((answer) => [key(answer), answer.value]));
  return new Map(first.map((one) => [key(one), { first: one.value, last: ends.get(key(one)) ?? one.value }]));
}

interface Replay {
  readonly promtool: string;
  readonly folder: string;
  /** Seconds between two evaluations. */
  readonly interval: number;
}

/** Has promtool evaluate a group over series; which of its alerts fired, by the name of what was replayed. */
export async function replay(
  group: ShippedGroup,
  side: string,
  all: readonly Replayed[],
  { promtool, folder, interval }: Replay,
): Promise<ReadonlyMap<string, Firings>> {
  const path = join(folder, `${side}-${group.name.replace(/\W+/g, "-")}`);
  await writeFile(`${path}.rules.json`, JSON.stringify({ groups: [group] }));
  const tests = all.map(({ name, seconds, series }) => {
    const over = `${seconds}s:${interval}s`;
    const asked = [questions.firstFiring(over), questions.lastFiring(over)];
    return {
      name,
      interval: `${stepSeconds}s`,
      input_series: series.map((one) => ({
        series: printSeriesName(one),
        values: printSamples(one.samples),
      })),
      promql_expr_test: asked.map((expr) => ({ expr, eval_time: `${seconds}s` })),
    };
  });
  const cases = { rule_files: [`${path}.rules.json`], evaluation_interval: `${interval}s`, tests };
  await writeFile(`${path}.cases.json`, JSON.stringify(cases));
  const answers = await evaluate(promtool, [`${path}.cases.json`]);
  return new Map(
    all.map(({ name, seconds }) => {
      const over = `${seconds}s:${interval}s`;
      const at = (expr: string) => answers.get(name)?.samples.get(askedAt(expr, seconds)) ?? [];
      return [name, firingsOf(at(questions.firstFiring(over)), at(questions.lastFiring(over)))];
    }),
  );
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "../check";
import { check } from "../check";
import { questions } from "./case-file";
import type { TestAnswers } from "./promtool";
import { askedAt, evaluate } from "./promtool";
import type { GroupProof } from "./prove-group";
import type { ProvenGroup, ProvenRule } from "./rule-groups";
import type { Joined, Part } from "./threshold";
import { holds, joinedOf, nearest, partsOf } from "./threshold";
import { holdSeconds } from "./timing";

/** A rule whose measured parts are series of their own, and what is tried with it. */
interface Tried {
  readonly id: string;
  readonly subject: string;
  readonly rule: ProvenRule;
  readonly parts: readonly Part[];
  readonly joined: Joined;
  /** The shipped expression over those series; undefined where it does not hold the declared parts. */
  readonly expr: string | undefined;
}

function seriesOf({ id }: Pick<Tried, "id">, part: number): string {
  return `${id}_${part}`;
}

function over(text: string, parts: readonly Part[], id: string): string | undefined {
  let from = 0;
  let changed = text;
  for (const [i, part] of parts.entries()) {
    const at = changed.indexOf(part.text, from);
    if (at < 0) return undefined;
    const name = seriesOf({ id }, i);
    changed = changed.slice(0, at) + name + changed.slice(at + part.text.length);
    from = at + name.length;
  }
  return changed;
}

function triedOf(groups: readonly ProvenGroup[]): readonly Tried[] {
  const all = groups.flatMap(({ service, rules }) => rules.map((rule) => ({ service, rule })));
  return all.flatMap(({ service, rule }, n) => {
    const joined = joinedOf(rule.alert.when.expression);
    const parts = partsOf(joined);
    if (!parts.some(({ compared }) => compared)) return [];
    const id = `rule_${n}`;
    const subject = `${service.id}/${rule.alert.name}`;
    return [{ id, subject, rule, joined, parts, expr: over(rule.expr, parts, id) }];
  });
}

/** Which parts hold while the one is just not at its threshold, so that it alone decides; undefined where it never does. */
function decidedBy({ joined, parts }: Tried, one: Part): ReadonlySet<Part> | undefined {
  const others = parts.filter((part) => part !== one);
  const ways = [others, ...others.map((other) => others.filter((part) => part !== other)), []];
  const deciding = ways.find((way) => holds(joined, new Set([...way, one])) && !holds(joined, new Set(way)));
  return deciding && new Set(deciding);
}

interface Trial {
  /** Trials of different rules do not meet: one test holds those of all rules. */
  readonly test: string;
  readonly tried: Tried;
  readonly part: number;
  readonly holding: ReadonlySet<Part>;
  readonly fires: boolean;
}

function trialsOf(tried: Tried): readonly Trial[] {
  return tried.parts.flatMap((one, part) => {
    const holding = one.compared && decidedBy(tried, one);
    if (!holding) return [];
    const common = { tried, part };
    return [
      { ...common, test: `just short in part ${part}`, holding, fires: false },
      { ...common, test: `just enough in part ${part}`, holding: new Set([...holding, one]), fires: true },
    ];
  });
}

function inputOf({ tried, holding }: Trial) {
  return tried.parts.flatMap((part, i) => {
    const value = nearest(part, holding.has(part));
    return value === undefined ? [] : [{ series: seriesOf(tried, i), values: `${value}x${steps}` }];
  });
}

/** An alert is evaluated up to four times within its hold, and as long again after it. */
const steps = 8;

/** Whole seconds: promtool takes no others. */
function intervalOf(hold: number): number {
  if (hold === 0) return 15;
  return [hold / 4, hold / 2].find(Number.isInteger) ?? hold;
}

/** From the first evaluation on: a range is open at its beginning. */
function question(hold: number): string {
  const interval = intervalOf(hold);
  return questions.firstFiring(`${interval * (steps + 1)}s:${interval}s`);
}

function problemOf(
  { fires, tried }: Trial,
  hold: number,
  answers: TestAnswers | undefined,
): string | undefined {
  const end = intervalOf(hold) * steps;
  const all = answers?.samples.get(askedAt(question(hold), end)) ?? [];
  const first = all.find(({ labels }) => labels.alertname === tried.id)?.value;
  if (!fires) return first === undefined ? undefined : "it fires";
  if (first === undefined) return "it does not fire";
  return first === hold ? undefined : `it fires after ${first} s, its hold is ${hold} s`;
}

/** All trials of rules that hold equally long, in one case file. */
async function proveHold(hold: number, trials: readonly Trial[], { folder, promtool }: GroupProof) {
  const path = join(folder, `thresholds-${hold}`);
  const interval = `${intervalOf(hold)}s`;
  const end = intervalOf(hold) * steps;
  const rules = [...new Set(trials.map(({ tried }) => tried))].map(({ id, rule, expr }) => ({
    alert: id,
    expr,
    ...(rule.hold === undefined ? {} : { for: rule.hold }),
  }));
  const tests = [...new Set(trials.map(({ test }) => test))].map((name) => ({
    name,
    interval,
    input_series: trials.filter(({ test }) => test === name).flatMap(inputOf),
    promql_expr_test: [{ expr: question(hold), eval_time: `${end}s` }],
  }));
  await writeFile(`${path}.rules.json`, JSON.stringify({ groups: [{ name: "thresholds", rules }] }));
  const cases = { rule_files: [`${path}.rules.json`], evaluation_interval: interval, tests };
  await writeFile(`${path}.cases.json`, JSON.stringify(cases));
  return evaluate(promtool, [`${path}.cases.json`]);
}

function claim({ tried, part, fires }: Trial): string {
  const { comparison, value } = tried.parts[part]?.compared ?? { comparison: "", value: "" };
  return fires
    ? `fires as soon as ${comparison} ${value}, and after its hold`
    : `silent just short of ${comparison} ${value}`;
}

/** Rules that compare what is declared, by their text; the numbers of others cannot be tried. */
export function comparedChecks(groups: readonly ProvenGroup[]): readonly Check[] {
  return triedOf(groups).map(({ subject, expr }) => {
    const problem = expr === undefined ? "it measures something else" : undefined;
    return check("alerts", subject, "compares what is declared", problem);
  });
}

/**
 * Each number that a rule compares with: silent when the measured value is as near to it as can be, firing, after its
 * hold, at the next value. What is measured is replaced by a series of its own for that: no fault can be dosed so finely.
 */
export async function proveThresholds(
  groups: readonly ProvenGroup[],
  proof: GroupProof,
): Promise<readonly Check[]> {
  const trials = triedOf(groups)
    .filter(({ expr }) => expr !== undefined)
    .flatMap(trialsOf);
  const holdOf = ({ tried }: Trial) => holdSeconds(tried.rule.alert);
  const holdings = [...new Set(trials.map(holdOf))];
  const proven = await Promise.all(
    holdings.map(async (hold) => {
      const own = trials.filter((trial) => holdOf(trial) === hold);
      const answers = await proveHold(hold, own, proof);
      return own.map((trial) =>
        check("alerts", trial.tried.subject, claim(trial), problemOf(trial, hold, answers.get(trial.test))),
      );
    }),
  );
  return proven.flat();
}

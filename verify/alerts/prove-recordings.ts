import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { burnRateAlertName } from "../../alerts/burn-rate-alerts";
import { tiersOf } from "../../declaration/error-budget";
import type { Service } from "../../declaration/service";
import type { Slo } from "../../declaration/slo";
import { printQuery } from "../../queries/print";
import type { Check } from "../check";
import { check } from "../check";
import { stepSeconds } from "../series/scenario";
import { printSamples, printSeriesName } from "./case-file";
import type { Answer, TestAnswers } from "./promtool";
import { askedAt, evaluate } from "./promtool";
import type { GroupProof, Played } from "./prove-group";
import { declaredRecordings } from "./rule-groups";

/** A rule that records a series. */
export interface RecordingRule {
  readonly record?: string | undefined;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Seconds between two evaluations: windows of hours and days need no more to show a difference. */
const interval = 120;
const looks = 40;
const recorded = '{__name__=~"belfry:.+"}';

function textOf({ record, expr, labels }: RecordingRule): string {
  return JSON.stringify([record, expr, Object.entries(labels).sort()]);
}

function timesOf(seconds: number): readonly number[] {
  return Array.from(
    { length: looks },
    (_, i) => Math.floor((seconds * (i + 1)) / looks / interval) * interval,
  );
}

/** Has promtool record over what a scenario sends. */
async function answersOf(
  side: string,
  rules: readonly RecordingRule[],
  { scenario, series }: Played,
  { folder, promtool }: GroupProof,
): Promise<TestAnswers | undefined> {
  const path = join(folder, `${side}-${scenario.service.id}-${scenario.name}`.replace(/\W+/g, "-"));
  const groups = [{ name: "recorded", rules }];
  const cases = {
    rule_files: [`${path}.rules.json`],
    evaluation_interval: `${interval}s`,
    tests: [
      {
        name: side,
        interval: `${stepSeconds}s`,
        input_series: series.map((one) => ({
          series: printSeriesName(one),
          values: printSamples(one.samples),
        })),
        promql_expr_test: timesOf(scenario.seconds).map((at) => ({ expr: recorded, eval_time: `${at}s` })),
      },
    ],
  };
  await writeFile(`${path}.rules.json`, JSON.stringify({ groups }));
  await writeFile(`${path}.cases.json`, JSON.stringify(cases));
  return (await evaluate(promtool, [`${path}.cases.json`])).get(side);
}

/** By what is recorded, with its labels. */
function valuesOf(answers: readonly Answer[] = []): ReadonlyMap<string, number> {
  return new Map(
    answers.map(({ labels: { __name__: name = "", ...labels }, value }) => {
      const sorted = Object.fromEntries(Object.entries(labels).sort());
      return [printSeriesName({ name, labels: sorted, samples: [] }), value];
    }),
  );
}

function isNear(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    Object.is(one, other) || Math.abs(one - other) <= 1e-9 * Math.max(1e-9, Math.abs(one), Math.abs(other))
  );
}

/** What is recorded otherwise than declared, at the first look that shows it. */
function difference(
  shipped: TestAnswers | undefined,
  declared: TestAnswers | undefined,
  seconds: number,
): string | undefined {
  for (const at of timesOf(seconds)) {
    const key = askedAt(recorded, at);
    const [is, due] = [valuesOf(shipped?.samples.get(key)), valuesOf(declared?.samples.get(key))];
    const other = [...is.keys(), ...due.keys()].find((one) => !isNear(is.get(one), due.get(one)));
    if (other === undefined) continue;
    return `${other} is ${is.get(other) ?? "not there"} after ${at} s, declared is ${due.get(other) ?? "nothing"}`;
  }
  return undefined;
}

/**
 * What the alerts of an SLO read, and what is left of its budget, is recorded as it is declared: where the two are written
 * otherwise, promtool records both over a fault that spends the budget.
 */
export async function proveRecordings(
  service: Service,
  shipped: readonly RecordingRule[],
  play: (slo: Slo) => Promise<Played | undefined>,
  proof: GroupProof,
): Promise<readonly Check[]> {
  const declared = declaredRecordings(service).map(({ record, of, labels }) => ({
    record,
    expr: printQuery(of.expression),
    labels,
  }));
  const problemOf = async (slo: Slo): Promise<string | undefined> => {
    const [is, due] = [shipped, declared].map((rules) =>
      rules.filter(({ labels }) => labels.slo === slo.name),
    );
    if (is?.map(textOf).join() === due?.map(textOf).join()) return undefined;
    const played = await play(slo);
    if (!played) return "nothing is declared that spends its budget";
    const one = await answersOf(`shipped-${slo.name}`, is ?? [], played, proof);
    const other = await answersOf(`declared-${slo.name}`, due ?? [], played, proof);
    return difference(one, other, played.scenario.seconds);
  };
  const checks = (service.slos ?? []).map(async (slo) => {
    const problem = await problemOf(slo);
    return tiersOf(slo).map((tier) =>
      check(
        "alerts",
        `${service.id}/${burnRateAlertName(slo, tier)}`,
        "its SLO records what is declared",
        problem,
      ),
    );
  });
  return (await Promise.all(checks)).flat();
}

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
import type { Series } from "../series/series";
import { printSamples, printSeriesName } from "./case-file";
import { month, monthOf, overLongWindows } from "./long-windows";
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

/** Series over which both are recorded; times in seconds. */
interface Course {
  readonly name: string;
  readonly seconds: number;
  /** Between two samples. */
  readonly step: number;
  /** Between two evaluations: windows of hours and days need few to show a difference. */
  readonly interval: number;
  readonly series: readonly Series[];
}

const looks = 40;
const recorded = '{__name__=~"belfry:.+"}';

function textOf({ record, expr, labels }: RecordingRule): string {
  return JSON.stringify([record, expr, Object.entries(labels).sort()]);
}

function timesOf({ seconds, interval }: Course): readonly number[] {
  return Array.from(
    { length: looks },
    (_, i) => Math.floor((seconds * (i + 1)) / looks / interval) * interval,
  );
}

/** Has promtool record over a course of series. */
async function answersOf(
  side: string,
  rules: readonly RecordingRule[],
  course: Course,
  { folder, promtool }: GroupProof,
): Promise<TestAnswers | undefined> {
  const path = join(folder, `${side}-${course.name}`.replace(/\W+/g, "-"));
  const groups = [{ name: "recorded", rules }];
  const cases = {
    rule_files: [`${path}.rules.json`],
    evaluation_interval: `${course.interval}s`,
    tests: [
      {
        name: side,
        interval: `${course.step}s`,
        input_series: course.series.map((one) => ({
          series: printSeriesName(one),
          values: printSamples(one.samples),
        })),
        promql_expr_test: timesOf(course).map((at) => ({ expr: recorded, eval_time: `${at}s` })),
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
  course: Course,
): string | undefined {
  for (const at of timesOf(course)) {
    const key = askedAt(recorded, at);
    const [is, due] = [valuesOf(shipped?.samples.get(key)), valuesOf(declared?.samples.get(key))];
    const other = [...is.keys(), ...due.keys()].find((one) => !isNear(is.get(one), due.get(one)));
    if (other === undefined) continue;
    return `${other} is ${is.get(other) ?? "not there"} after ${at} s, declared is ${due.get(other) ?? "nothing"}`;
  }
  return undefined;
}

async function compared(
  course: Course,
  shipped: readonly RecordingRule[],
  declared: readonly RecordingRule[],
  proof: GroupProof,
): Promise<string | undefined> {
  const one = await answersOf("shipped", shipped, course, proof);
  return difference(one, await answersOf("declared", declared, course, proof), course);
}

/**
 * What the alerts of an SLO read, and what is left of its budget, is recorded as it is declared: where the two are written
 * otherwise, promtool records both over a fault that spends the budget, and over a month of recorded rates.
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
    const ofSlo = (rules: readonly RecordingRule[]) => rules.filter(({ labels }) => labels.slo === slo.name);
    const [is, due] = [ofSlo(shipped), ofSlo(declared)];
    if (is.map(textOf).join() === due.map(textOf).join()) return undefined;
    const played = await play(slo);
    if (!played) return "nothing is declared that spends its budget";
    const { name, seconds } = played.scenario;
    const hours = { seconds, step: stepSeconds, interval: 120, series: played.series };
    const days = { ...month, series: monthOf(due, proof.place) };
    const [long, longDue] = [overLongWindows(is), overLongWindows(due)];
    return (
      (await compared({ name: `${service.id}-${slo.name}-${name}`, ...hours }, is, due, proof)) ??
      (await compared({ name: `${service.id}-${slo.name}-month`, ...days }, long, longDue, proof))
    );
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

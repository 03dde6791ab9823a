import { stepSeconds } from "../series/scenario";
import type { Sample, Series } from "../series/series";
import type { ProvenGroup, ProvenRule } from "./rule-groups";
import type { AlertScenario } from "./scenarios";
import { noticesAbsence } from "./timing";

/** Questions that are put to the rule engine at the end of a scenario, by their names. */
export const questions = {
  firstFiring: (over: string) => `min_over_time(timestamp(ALERTS{alertstate="firing"})[${over}])`,
  lastFiring: (over: string) => `max_over_time(timestamp(ALERTS{alertstate="firing"})[${over}])`,
  timesFiring: (over: string) => `count_over_time(ALERTS{alertstate="firing"}[${over}])`,
  firstPending: (over: string) => `min_over_time(timestamp(ALERTS{alertstate="pending"})[${over}])`,
} as const;
export type Question = keyof typeof questions;

/** A run of equal samples as promtool writes it: `5x3` is four times 5, `_x4` four times nothing. */
function run(sample: Sample, times: number): string {
  if (sample === undefined) return times === 1 ? "_" : `_x${times}`;
  if (sample === "stale") return Array.from({ length: times }, () => "stale").join(" ");
  return times === 1 ? String(sample) : `${sample}x${times - 1}`;
}

/** The samples of a series in promtool's notation. */
export function printSamples(samples: readonly Sample[]): string {
  const runs: string[] = [];
  for (let i = 0; i < samples.length; ) {
    let end = i + 1;
    while (end < samples.length && samples[end] === samples[i]) end++;
    runs.push(run(samples[i], end - i));
    i = end;
  }
  return runs.join(" ");
}

export function printSeriesName({ name, labels }: Series): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(",")}}`;
}

/** Does the scenario's cause fire the alert, as the declaration has it? */
export function isExpected({ alert }: ProvenRule, { cause }: AlertScenario): boolean {
  if (cause === undefined) return false;
  return cause === "absent" ? noticesAbsence(alert.when.expression) : alert.firesUnder.includes(cause);
}

/** Are its labels and texts compared in the scenario? Where it must fire; those of a heartbeat when all is well. */
export function isRead(rule: ProvenRule, scenario: AlertScenario): boolean {
  const well = scenario.cause === undefined && scenario.missedAt === undefined;
  return rule.alert.class === "heartbeat" ? well : isExpected(rule, scenario);
}

/**
 * When an alert that fires in the scenario is looked at closely: at each quarter of its cause, the end first. What
 * happened once (a disk that filled up at a stroke) fires for a while only.
 */
export function closeLooks(
  { fault, absent, seconds }: AlertScenario,
  intervalSeconds: number,
): readonly number[] {
  const { from, to } = fault ?? absent ?? { from: 0, to: seconds };
  const looks = [1, 3 / 4, 1 / 2, 1 / 4].map((share) => from + (to - from) * share - stepSeconds);
  return looks.map((at) => Math.floor(at / intervalSeconds) * intervalSeconds);
}

const mostLooks = 60;

/**
 * What is shipped but not declared, the other way round, and where the two have different values; nothing where they are
 * the same text.
 */
export function differences(
  { expr, declared }: ProvenRule,
  { seconds }: AlertScenario,
  intervalSeconds: number,
): readonly string[] {
  if (expr === declared) return [];
  // More looks would be more samples than promtool takes into memory.
  const step = Math.ceil(seconds / mostLooks / intervalSeconds) * intervalSeconds;
  const over = `${seconds}s:${step}s`;
  return [
    `count_over_time(((${expr}) unless (${declared}))[${over}])`,
    `count_over_time(((${declared}) unless (${expr}))[${over}])`,
    `count_over_time((abs((${expr}) - (${declared})) > abs(${declared}) * 1e-9)[${over}])`,
  ];
}

function testOf(group: ProvenGroup, scenario: AlertScenario, series: readonly Series[]) {
  const end = `${scenario.seconds}s`;
  const over = `${scenario.seconds}s:${group.intervalSeconds}s`;
  const looked = group.rules.filter((rule) => isRead(rule, scenario));
  const times = closeLooks(scenario, group.intervalSeconds).map((at) => `${at}s`);
  return {
    name: testName(scenario),
    interval: `${stepSeconds}s`,
    input_series: series.map((one) => ({ series: printSeriesName(one), values: printSamples(one.samples) })),
    // Nothing is expected, so that promtool tells everything it got.
    promql_expr_test: [
      ...Object.values(questions).map((question) => ({ expr: question(over), eval_time: end })),
      ...group.rules.flatMap((rule) =>
        differences(rule, scenario, group.intervalSeconds).map((expr) => ({ expr, eval_time: end })),
      ),
      ...looked.flatMap(({ expr }) => times.map((eval_time) => ({ expr, eval_time }))),
    ],
    alert_rule_test: looked.flatMap(({ alert }) =>
      times.map((eval_time) => ({ alertname: alert.name, eval_time, exp_alerts: [] })),
    ),
  };
}

export function testName({ service, name }: AlertScenario): string {
  return `${service.id}: ${name}`;
}

/** promtool's case file of one group: each scenario that may move it, with the series that it reads. */
export function caseFile(
  group: ProvenGroup,
  ruleFile: string,
  scenarios: readonly { readonly scenario: AlertScenario; readonly series: readonly Series[] }[],
): unknown {
  return {
    rule_files: [ruleFile],
    evaluation_interval: `${group.intervalSeconds}s`,
    tests: scenarios.map(({ scenario, series }) => testOf(group, scenario, series)),
  };
}

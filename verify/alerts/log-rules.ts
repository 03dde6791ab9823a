import { stepSeconds } from "../series/scenario";
import type { Labels, Sample, Series } from "../series/series";
import type { LogEvent } from "../series/telemetry";
import { pushLines } from "../servers/loki";
import type { ResultSeries } from "../servers/results";
import { resultSeries } from "../servers/results";
import type { Server } from "../servers/server";
import { ask } from "../servers/server";
import type { ProvenGroup, ProvenRule } from "./rule-groups";
import type { AlertScenario } from "./scenarios";

/** Loki looks for lines that are not in its store yet among those of the last three hours only. */
const longest = 3 * 3600 - 300;

/** Of the lines of a normal day one in so many is kept: no alert is about them, and Loki need not read them all. */
export const chatterOneIn = 10;

/** Loki's ruler is Prometheus' own over LogQL: what the query answers becomes the series of a rule that reads it. */
function seriesName({ alert }: ProvenRule): string {
  return `log_result_${alert.name}`;
}

/** What the declared query answers: the same series while rule and declaration are the same text. */
function declaredName(rule: ProvenRule): string {
  return rule.expr === rule.declared ? seriesName(rule) : `log_declared_${rule.alert.name}`;
}

/** The answer as a series that ends wherever the condition ceases to hold. */
function toSeries(name: string, { labels, points }: ResultSeries, begin: number, steps: number): Series {
  const samples: Sample[] = new Array(steps).fill(undefined);
  for (const [time, value] of points) samples[Math.round((time - begin) / stepSeconds)] = value;
  const marked = samples.map((sample, i) => {
    const ended = sample === undefined && typeof samples[i - 1] === "number";
    return ended ? "stale" : sample;
  });
  return { name, labels, samples: marked };
}

/** The lines of a scenario in Loki, as if it had ended when they were handed over. */
export interface PushedLogs {
  readonly tenant: string;
  /** Unix time at which the scenario began. */
  readonly begin: number;
  readonly scenario: AlertScenario;
}

/** Puts a scenario's lines into Loki. */
export async function pushedLogs(
  loki: Server,
  scenario: AlertScenario,
  events: readonly LogEvent[],
  place: Labels,
): Promise<PushedLogs> {
  const { service, name, seconds } = scenario;
  const lasts = Math.min(seconds, longest);
  const begin = Math.floor(Date.now() / 60_000) * 60 - lasts;
  const tenant = `${service.origin.service}-${name}`.replace(/\W+/g, "-");
  const shifted = events.map((event) => ({
    ...event,
    time: new Date(event.time.getTime() + begin * 1000),
  }));
  const past = shifted.filter(({ time }) => time.getTime() <= (begin + lasts) * 1000);
  await pushLines(loki, tenant, past, place);
  return { tenant, begin, scenario };
}

/** Takes down where the condition of each rule holds in a scenario, as it is shipped and as it is declared. */
export async function evaluatedLogs(
  loki: Server,
  { rules }: ProvenGroup,
  { tenant, begin, scenario }: PushedLogs,
): Promise<readonly Series[]> {
  const end = begin + Math.min(scenario.seconds, longest);
  const steps = scenario.seconds / stepSeconds + 1;
  const queries = new Map(
    rules.flatMap((rule) => [
      [declaredName(rule), rule.declared],
      [seriesName(rule), rule.expr],
    ]),
  );
  const series: Series[] = [];
  for (const [name, text] of queries) {
    const range = { start: String(begin), end: String(end), step: String(stepSeconds) };
    const query = new URLSearchParams({ query: text, ...range });
    const headers = { "x-scope-orgid": tenant };
    const answer = await ask(`${loki.url}/loki/api/v1/query_range?${query}`, { headers });
    series.push(...resultSeries(answer).map((one) => toSeries(name, one, begin, steps)));
  }
  return series;
}

/** The group with each rule reading what Loki has answered; `for`, labels and texts stay. */
export function overAnswers(group: ProvenGroup): ProvenGroup {
  const rules = group.rules.map((rule) => ({
    ...rule,
    expr: seriesName(rule),
    declared: declaredName(rule),
  }));
  return { ...group, rules, file: group.fileWith(group.rules.map(seriesName)) };
}

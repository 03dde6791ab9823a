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
function seriesName(rule: ProvenRule): string {
  return `log_result_${rule.alert.name}`;
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

/** Puts a scenario's lines into Loki, as if it ended now, and takes down where each rule's condition holds. */
export async function evaluatedLogs(
  loki: Server,
  { rules }: ProvenGroup,
  { service, name, seconds }: AlertScenario,
  events: readonly LogEvent[],
  place: Labels,
): Promise<readonly Series[]> {
  const lasts = Math.min(seconds, longest);
  const begin = Math.floor(Date.now() / 60_000) * 60 - lasts;
  const tenant = `${service.origin.service}-${name}`.replace(/\W+/g, "-");
  const shifted = events.map((event) => ({
    ...event,
    time: new Date(event.time.getTime() + begin * 1000),
  }));
  const past = shifted.filter(({ time }) => time.getTime() <= (begin + lasts) * 1000);
  await pushLines(loki, tenant, past, place);
  const series: Series[] = [];
  for (const rule of rules) {
    const range = { start: String(begin), end: String(begin + lasts), step: String(stepSeconds) };
    const query = new URLSearchParams({ query: rule.expr, ...range });
    const headers = { "x-scope-orgid": tenant };
    const answer = await ask(`${loki.url}/loki/api/v1/query_range?${query}`, { headers });
    const steps = seconds / stepSeconds + 1;
    series.push(...resultSeries(answer).map((one) => toSeries(seriesName(rule), one, begin, steps)));
  }
  return series;
}

/** The group with each rule reading what Loki has answered; `for`, labels and texts stay. */
export function overAnswers(group: ProvenGroup): ProvenGroup {
  const rename = (rule: ProvenRule): ProvenRule => ({
    ...rule,
    expr: seriesName(rule),
    declared: seriesName(rule),
  });
  return { ...group, rules: group.rules.map(rename), file: group.fileWith(group.rules.map(seriesName)) };
}

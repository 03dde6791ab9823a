import { matches } from "../../declaration/effects";
import type { Expression, SeriesNode } from "../../queries/expression";
import { isDuration, seconds } from "../../telemetry/units";
import { stepSeconds } from "../series/scenario";
import type { Labels, Series } from "../series/series";
import { seriesKey } from "../series/series";

/** A line of an answer, as the synthetic series imply it. */
export interface Implied {
  readonly labels: Labels;
  readonly value: number;
}

/** What was played, and how an answer narrows it. */
export interface Played {
  /** Series of the normal day, by name. */
  readonly series: ReadonlyMap<string, readonly Series[]>;
  /** The step at which is asked. */
  readonly step: number;
  /** What chosen variables leave of the series that a leaf reads; undefined where it cannot be said. */
  chosen(leaf: SeriesNode): Labels | undefined;
}

const rateIntervalSeconds = 75;
/** Prometheus looks back so far for the last sample. */
const lookBackSteps = 300 / stepSeconds;

function selected(leaf: SeriesNode, played: Played): readonly Series[] | undefined {
  const own = played.series.get(leaf.series);
  const chosen = played.chosen(leaf);
  if (!own || !chosen || leaf.offset !== undefined || leaf.step !== undefined) return undefined;
  const wanted = Object.entries({ ...leaf.origin, ...chosen });
  return own.filter(
    ({ labels }) => wanted.every(([name, value]) => labels[name] === value) && matches(leaf.matchers, labels),
  );
}

function lastOf({ samples }: Series, step: number): number | undefined {
  for (let at = step; at > step - lookBackSteps && at >= 0; at--) {
    const sample = samples[at];
    if (sample !== undefined) return sample === "stale" ? undefined : sample;
  }
  return undefined;
}

/** How much a counter grows per second, where it has a sample at every step; undefined where it has not. */
function slope({ samples }: Series, from: number, to: number): number | undefined {
  let grown = 0;
  for (let at = from + 1; at <= to; at++) {
    const [before, now] = [samples[at - 1], samples[at]];
    if (typeof before !== "number" || typeof now !== "number") return undefined;
    grown += now >= before ? now - before : now;
  }
  return grown / ((to - from) * stepSeconds);
}

/** Seconds of a range that the play covers. */
function rangeSeconds({ range }: SeriesNode): number | undefined {
  if (range === "$__rate_interval") return rateIntervalSeconds;
  const length = range !== undefined && isDuration(range) ? seconds(range) : undefined;
  return length !== undefined && length <= 900 ? length : undefined;
}

/** `rate` and `increase` of counters that live through the whole range: what is born in it is extrapolated. */
function growth(name: string, leaf: SeriesNode, played: Played): readonly Implied[] | undefined {
  const range = rangeSeconds(leaf);
  const own = selected(leaf, played);
  if (range === undefined || !own) return undefined;
  const from = played.step - Math.ceil(range / stepSeconds) + 1;
  // A series that is not there yet, or not any more, has no line.
  const living = own.filter(({ samples }) =>
    samples.slice(from, played.step + 1).some((one) => one !== undefined),
  );
  const lines = living.map((one) => ({ labels: one.labels, perSecond: slope(one, from, played.step) }));
  if (lines.some(({ perSecond }) => perSecond === undefined)) return undefined;
  return lines.map(({ labels, perSecond = 0 }) => ({
    labels,
    value: name === "rate" ? perSecond : perSecond * range,
  }));
}

function reduced(operator: string, values: readonly number[]): number | undefined {
  const sum = values.reduce((all, value) => all + value, 0);
  switch (operator) {
    case "sum":
      return sum;
    case "avg":
      return sum / values.length;
    case "max":
      return Math.max(...values);
    case "min":
      return Math.min(...values);
    case "count":
      return values.length;
    default:
      return undefined;
  }
}

type Aggregate = Extract<Expression, { kind: "aggregate" }>;

function grouped({ labels }: Implied, { grouping }: Aggregate): Labels {
  const kept = ([name]: [string, string]) => grouping.labels.includes(name) === (grouping.mode === "by");
  return Object.fromEntries(Object.entries(labels).filter(kept));
}

function aggregated(aggregate: Aggregate, played: Played): readonly Implied[] | undefined {
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  const lines = implied(aggregate.of, played);
  for (const line of lines ?? []) {
    const labels = grouped(line, aggregate);
    const key = seriesKey("", labels);
    const group = groups.get(key) ?? { labels, values: [] };
    group.values.push(line.value);
    groups.set(key, group);
  }
  const results = [...groups.values()].flatMap(({ labels, values }) => {
    const value = reduced(aggregate.operator, values);
    return value === undefined ? [] : [{ labels, value }];
  });
  return lines && results.length === groups.size ? results : undefined;
}

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

function withNumber(expression: Extract<Expression, { kind: "binary" }>, played: Played) {
  const { operator, left, right } = expression;
  const apply = arithmetic[operator];
  if (!apply || right.kind !== "number") return undefined;
  return implied(left, played)?.map(({ labels, value }) => ({ labels, value: apply(value, right.value) }));
}

/**
 * What an expression must answer, worked out from what was played, without Prometheus: last values, growth, sums.
 * Undefined where that is not said by the samples alone (quantiles, what is recorded, joins of two series).
 */
export function implied(expression: Expression, played: Played): readonly Implied[] | undefined {
  switch (expression.kind) {
    case "series":
      if (expression.range !== undefined) return undefined;
      return selected(expression, played)?.flatMap((one) => {
        const value = lastOf(one, played.step);
        return value === undefined ? [] : [{ labels: one.labels, value }];
      });
    case "call": {
      const [of] = expression.args;
      const grows = expression.name === "rate" || expression.name === "increase";
      return grows && of?.kind === "series" ? growth(expression.name, of, played) : undefined;
    }
    case "aggregate":
      return aggregated(expression, played);
    case "binary":
      return withNumber(expression, played);
    default:
      return undefined;
  }
}

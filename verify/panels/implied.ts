import { matches } from "../../declaration/effects";
import type { Expression, SeriesNode } from "../../queries/expression";
import { isDuration, seconds } from "../../telemetry/units";
import { stepSeconds } from "../series/scenario";
import type { Labels, Series } from "../series/series";
import { seriesKey } from "../series/series";
import { joined } from "./implied-join";
import { impliedQuantile } from "./implied-quantile";
import { impliedGrowth, impliedOver } from "./implied-range";

/** A line of an answer, as the synthetic series imply it. */
export interface Implied {
  readonly labels: Labels;
  readonly value: number;
}

/** What was played, and how an answer narrows it. */
export interface Played {
  /** Series by name; undefined of a series that was not played. */
  readonly series: ReadonlyMap<string, readonly Series[]>;
  /** The step at which is asked. */
  readonly step: number;
  /** Its Unix time. */
  readonly now: number;
  /** What chosen variables leave of the series that a leaf reads; undefined where it cannot be said. */
  chosen(leaf: SeriesNode): Labels | undefined;
}

/** Prometheus looks back so far for the last sample. */
const lookBackSteps = 300 / stepSeconds;
/** Grafana's variables as `answer.ts` fills them in. */
const grafanaSeconds: Readonly<Record<string, number>> = { $__rate_interval: 75, $__range: 3600 };

/** Series that a selection reads; undefined where that is not said by what was played. */
function selected(leaf: SeriesNode, played: Played): readonly Series[] | undefined {
  const own = played.series.get(leaf.series);
  const chosen = played.chosen(leaf);
  if (!own || !chosen || leaf.step !== undefined) return undefined;
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

/** The step at which a selection looks. */
function stepOf({ offset }: SeriesNode, { step }: Played): number {
  return offset === undefined ? step : step - seconds(offset) / stepSeconds;
}

function lastValues(leaf: SeriesNode, played: Played): readonly Implied[] | undefined {
  const step = stepOf(leaf, played);
  if (leaf.range !== undefined || !Number.isInteger(step)) return undefined;
  return selected(leaf, played)?.flatMap((one) => {
    const value = lastOf(one, step);
    return value === undefined ? [] : [{ labels: one.labels, value }];
  });
}

function rangeSeconds({ range }: SeriesNode): number | undefined {
  if (range === undefined) return undefined;
  return isDuration(range) ? seconds(range) : grafanaSeconds[range];
}

/** A function of the samples of a range: growth, or their mean, least, most, … */
function ofRange(name: string, leaf: SeriesNode, played: Played): readonly Implied[] | undefined {
  const range = rangeSeconds(leaf);
  const own = selected(leaf, played);
  const step = stepOf(leaf, played);
  if (range === undefined || !own || !Number.isInteger(step)) return undefined;
  const told = name === "rate" || name === "increase" ? impliedGrowth : impliedOver;
  const lines = own.map((one) => ({ labels: one.labels, found: told(name, one, { step, range }) }));
  if (lines.some(({ found }) => found === "unknown")) return undefined;
  return lines.flatMap(({ labels, found }) => (typeof found === "number" ? [{ labels, value: found }] : []));
}

function called(call: Extract<Expression, { kind: "call" }>, played: Played): readonly Implied[] | undefined {
  const [first, second] = call.args;
  if (first?.kind === "series" && call.args.length === 1) return ofRange(call.name, first, played);
  if (call.name === "histogram_quantile" && first?.kind === "number" && second) {
    const lines = implied(second, played);
    return lines && impliedQuantile(first.value, lines);
  }
  const clamps = { clamp_min: Math.max, clamp_max: Math.min };
  const clamp = call.name === "clamp_min" || call.name === "clamp_max" ? clamps[call.name] : undefined;
  if (!clamp || !first || second?.kind !== "number") return undefined;
  return implied(first, played)?.map(({ labels, value }) => ({ labels, value: clamp(value, second.value) }));
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

function scalar(expression: Expression, { now }: Played): number | undefined {
  if (expression.kind === "number") return expression.value;
  return expression.kind === "call" && expression.name === "time" ? now : undefined;
}

/**
 * What an expression must answer, worked out from what was played, without Prometheus: last values, growth, sums, ratios,
 * quantiles of histograms. Undefined where that is not said by the samples alone (what is recorded, subqueries, forecasts).
 */
export function implied(expression: Expression, played: Played): readonly Implied[] | undefined {
  switch (expression.kind) {
    case "series":
      return lastValues(expression, played);
    case "call":
      return called(expression, played);
    case "aggregate":
      return aggregated(expression, played);
    case "binary": {
      const side = (of: Expression) => scalar(of, played) ?? implied(of, played);
      return joined(expression, side(expression.left), side(expression.right));
    }
    default:
      return undefined;
  }
}

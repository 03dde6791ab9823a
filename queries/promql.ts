import type { LabelSpecs } from "../telemetry/labels";
import type { CommonLabel, Histogram, Metric, MetricFacts, MetricKind } from "../telemetry/metrics";
import type { Duration, Measure, Unit } from "../telemetry/units";
import type { Expression, Range, SeriesNode } from "./expression";
import type { Condition, Query } from "./query";
import { condition, query } from "./query";

export type PromQuery<N extends string = string> = Query<N, "promql">;
/** Labels that a query over a metric can group by. */
export type LabelsOf<L extends LabelSpecs> = (keyof L & string) | CommonLabel;

interface Shift {
  /** Looks back by this much: `"1d"` is the same time yesterday. */
  readonly offset?: Duration;
}

function series(metric: MetricFacts, range?: Range, shift?: Shift): SeriesNode {
  return {
    kind: "series",
    series: metric.series,
    origin: metric.origin,
    matchers: metric.matchers,
    ...(range ? { range } : {}),
    ...(shift?.offset ? { offset: shift.offset } : {}),
  };
}

function prom<N extends string>(expression: Expression, measure: Measure): PromQuery<N> {
  return query<N, "promql">({ language: "promql", expression, measure });
}

function call(name: string, ...args: Expression[]): Expression {
  return { kind: "call", name, args };
}

function perSecond(unit: Unit): Measure {
  return unit === "ratio" || unit === "percent" || unit === "boolean" ? unit : `${unit}/s`;
}

/** A gauge as it is now. */
export function value<L extends LabelSpecs>(
  metric: Metric<"gauge", L>,
  shift?: Shift,
): PromQuery<LabelsOf<L>> {
  return prom(series(metric, undefined, shift), metric.unit);
}

/** A counter's total since its process started: for `absent` and first-event rules; elsewhere use `rate`. */
export function total<L extends LabelSpecs>(
  metric: Metric<"counter", L>,
  shift?: Shift,
): PromQuery<LabelsOf<L>> {
  return prom(series(metric, undefined, shift), metric.unit);
}

/** Per-second rate of a counter. */
export function rate<L extends LabelSpecs>(
  metric: Metric<"counter", L>,
  range: Range,
  shift?: Shift,
): PromQuery<LabelsOf<L>> {
  return prom(call("rate", series(metric, range, shift)), perSecond(metric.unit));
}

/** Growth of a counter over the range. It does not see the event that a series is born with. */
export function increase<L extends LabelSpecs>(
  metric: Metric<"counter", L>,
  range: Range,
  shift?: Shift,
): PromQuery<LabelsOf<L>> {
  return prom(call("increase", series(metric, range, shift)), metric.unit);
}

/**
 * Growth of a counter over the range, the first event included: a series that did not exist at the start of the
 * range counts from zero, which `increase` does not see.
 */
export function increaseFromBirth<L extends LabelSpecs>(
  metric: Metric<"counter", L>,
  range: Duration,
): PromQuery<LabelsOf<L>> {
  const born = prom<LabelsOf<L>>(series(metric), metric.unit).unless(
    prom<LabelsOf<L>>(series(metric, undefined, { offset: range }), metric.unit),
  );
  return prom<LabelsOf<L>>(born.expression, metric.unit).or(increase(metric, range));
}

type OverTime = "avg" | "max" | "min" | "last" | "quantile" | "present" | "count" | "sum";

/** A gauge over a range: its average, its highest value, whether it was there at all. */
export function overTime<L extends LabelSpecs>(
  how: Exclude<OverTime, "quantile">,
  metric: Metric<"gauge", L>,
  range: Range,
): PromQuery<LabelsOf<L>> {
  return prom(call(`${how}_over_time`, series(metric, range)), how === "count" ? "count" : metric.unit);
}

/**
 * A gauge over a range, looked at once every `step`: the number of looks does not depend on how often it is scraped
 * or recorded, so that a sum of them is a share of the whole range, time without samples included.
 */
export function sampled<L extends LabelSpecs>(
  how: "avg" | "sum" | "count",
  metric: Metric<"gauge", L>,
  range: Duration,
  step: Duration,
): PromQuery<LabelsOf<L>> {
  const looks: SeriesNode = { ...series(metric, range), step };
  return prom(call(`${how}_over_time`, looks), how === "count" ? "count" : metric.unit);
}

/** Change of a gauge over the range; a line through its samples per second with `deriv`. */
export function delta<L extends LabelSpecs>(
  metric: Metric<"gauge", L>,
  range: Range,
): PromQuery<LabelsOf<L>> {
  return prom(call("delta", series(metric, range)), metric.unit);
}

/** How often a gauge changed. */
export function changes<L extends LabelSpecs>(
  metric: Metric<"gauge", L>,
  range: Range,
): PromQuery<LabelsOf<L>> {
  return prom(call("changes", series(metric, range)), "count");
}

/** Where a gauge will be `ahead` from now, by a line through the range. */
export function predicted<L extends LabelSpecs>(
  metric: Metric<"gauge", L>,
  range: Duration,
  aheadSeconds: number,
): PromQuery<LabelsOf<L>> {
  return prom(
    call("predict_linear", series(metric, range), { kind: "number", value: aheadSeconds }),
    metric.unit,
  );
}

/** Seconds since the time that a timestamp gauge holds. */
export function since<L extends LabelSpecs>(metric: Metric<"gauge", L>): PromQuery<LabelsOf<L>> {
  return prom({ kind: "binary", operator: "-", left: call("time"), right: series(metric) }, "seconds");
}

/** Seconds until the time that a timestamp gauge holds; less than 0 when it has passed. */
export function until<L extends LabelSpecs>(metric: Metric<"gauge", L>): PromQuery<LabelsOf<L>> {
  return prom({ kind: "binary", operator: "-", left: series(metric), right: call("time") }, "seconds");
}

/** Holds when no series is left of the metric. */
export function absent<L extends LabelSpecs>(
  metric: Metric<MetricKind, L>,
): Condition<LabelsOf<L>, "promql"> {
  return condition(
    { language: "promql", expression: call("absent", series(metric)), measure: "count" },
    undefined,
  );
}

/** The `q`-quantile (0–1) of a histogram, classic or native, for each combination of the labels in `by`. */
export function quantile<L extends LabelSpecs, B extends number, K extends LabelsOf<L> = never>(
  q: number,
  histogram: Histogram<L, B>,
  range: Range,
  ...by: K[]
): PromQuery<K> {
  const name = histogram.native ? histogram.series : `${histogram.series}_bucket`;
  const rates = call("rate", { ...series(histogram, range), series: name });
  const labels = histogram.native ? by : [...by, "le"];
  const summed: Expression = {
    kind: "aggregate",
    operator: "sum",
    grouping: { mode: "by", labels },
    of: rates,
  };
  return prom(call("histogram_quantile", { kind: "number", value: q }, summed), histogram.unit);
}

/** How many observations per second fall into each bucket, for a heatmap; the measure is that of its axis. */
export function distribution<L extends LabelSpecs, B extends number>(
  histogram: Histogram<L, B>,
  range: Range,
): PromQuery<"le"> {
  const name = histogram.native ? histogram.series : `${histogram.series}_bucket`;
  const rates = call("rate", { ...series(histogram, range), series: name });
  const labels = histogram.native ? [] : ["le"];
  return prom(
    { kind: "aggregate", operator: "sum", grouping: { mode: "by", labels }, of: rates },
    histogram.unit,
  );
}

/** Observations per second of a histogram, classic or native, for each combination of the labels in `by`. */
export function observations<L extends LabelSpecs, B extends number, K extends LabelsOf<L> = never>(
  histogram: Histogram<L, B>,
  range: Range,
  ...by: K[]
): PromQuery<K> {
  if (!histogram.native) return rate(histogram.count, range).sum(...by);
  return prom(call("histogram_count", nativeRate(histogram, range, by)), "count/s");
}

/** Observations per second above `bound`, which is a bucket boundary unless the histogram is native. */
export function observationsAbove<L extends LabelSpecs, B extends number, K extends LabelsOf<L> = never>(
  histogram: Histogram<L, B>,
  bound: B,
  range: Range,
  ...by: K[]
): PromQuery<K> {
  const all = observations(histogram, range, ...by);
  if (!histogram.native) return all.minus(rate(histogram.upTo(bound), range).sum(...by));
  const limits: Expression[] = [bound, Number.POSITIVE_INFINITY].map((value) => ({ kind: "number", value }));
  const share = prom<K>(call("histogram_fraction", ...limits, nativeRate(histogram, range, by)), "ratio");
  const above: Expression = { kind: "binary", operator: "*", left: share.expression, right: all.expression };
  return prom(above, "count/s");
}

function nativeRate(histogram: MetricFacts, range: Range, labels: readonly string[]): Expression {
  const of = call("rate", series(histogram, range));
  return { kind: "aggregate", operator: "sum", grouping: { mode: "by", labels }, of };
}

/** The query, or `least` where it is less. */
export function noLessThan<N extends string>(of: PromQuery<N>, least: number): PromQuery<N> {
  return prom(call("clamp_min", of.expression, { kind: "number", value: least }), of.measure);
}

/** The mean of a histogram's observations, for each combination of the labels in `by`. */
export function mean<L extends LabelSpecs, B extends number, K extends LabelsOf<L> = never>(
  histogram: Histogram<L, B>,
  range: Range,
  ...by: K[]
): PromQuery<K> {
  const total = rate(histogram.sum, range).sum(...by);
  return total.dividedBy(
    rate(histogram.count, range)
      .sum(...by)
      .above(0),
    histogram.unit,
  );
}

/**
 * The same series with a label under another name, for a label that the rule itself sets (`severity`): two values of
 * it would otherwise be one alert. Group by the new name, which drops the old one.
 */
export function renamed<N extends string, K extends N, T extends string>(
  of: PromQuery<N>,
  label: K,
  to: T,
): PromQuery<Exclude<N, K> | T> {
  const expression: Expression = {
    kind: "call",
    name: "label_replace",
    args: [of.expression],
    texts: [to, "$1", label, "(.*)"],
  };
  return prom(expression, of.measure);
}

/** The sum of queries of the same labels, of which some may have no series (errors that never happened). */
export function added<N extends string>(first: PromQuery<N>, ...others: PromQuery<N>[]): PromQuery<N> {
  return others.reduce((sum, next) => sum.plus(next).or(sum).or(next), first);
}

/**
 * The share that `part` has of `whole`, both of the same labels. No part yet counts as 0, nothing of the whole gives
 * no result rather than NaN, so that an alert stays silent when there is no traffic.
 */
export function ratio<N extends string>(part: PromQuery<N>, whole: PromQuery<N>): PromQuery<N> {
  return part.or(whole.times(0)).dividedBy(whole.above(0), "ratio");
}

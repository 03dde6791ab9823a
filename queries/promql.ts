import type { LabelSpecs } from "../telemetry/labels";
import type { Metric, MetricKind } from "../telemetry/metrics";
import type { Duration, Measure, Unit } from "../telemetry/units";
import type { Expression, Range, SeriesNode } from "./expression";
import type { Condition } from "./query";
import { condition } from "./query";
import type { LabelsOf, PromQuery, Shift } from "./series";
import { call, prom, series } from "./series";

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

/** How often a counter fell over the range: each time a process began to count anew. */
export function resets<L extends LabelSpecs>(
  metric: Metric<"counter", L>,
  range: Range,
): PromQuery<LabelsOf<L>> {
  return prom(call("resets", series(metric, range)), "count");
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

/** Holds when the metric has had no sample for so long; plain `absent` looks back five minutes. */
export function absentFor<L extends LabelSpecs>(
  metric: Metric<MetricKind, L>,
  range: Duration,
): Condition<LabelsOf<L>, "promql"> {
  const expression = call("absent_over_time", series(metric, range));
  return condition({ language: "promql", expression, measure: "count" }, undefined);
}

/** The query, or `least` where it is less. */
export function noLessThan<N extends string>(of: PromQuery<N>, least: number): PromQuery<N> {
  return prom(call("clamp_min", of.expression, { kind: "number", value: least }), of.measure);
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

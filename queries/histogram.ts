import type { LabelSpecs } from "../telemetry/labels";
import type { Histogram, MetricFacts } from "../telemetry/metrics";
import type { Expression, Range } from "./expression";
import { rate } from "./promql";
import type { LabelsOf, PromQuery } from "./series";
import { call, prom, series } from "./series";

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

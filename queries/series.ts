import type { LabelSpecs } from "../telemetry/labels";
import type { CommonLabel, MetricFacts } from "../telemetry/metrics";
import type { Duration, Measure } from "../telemetry/units";
import type { Expression, Range, SeriesNode } from "./expression";
import type { Query } from "./query";
import { query } from "./query";

export type PromQuery<N extends string = string> = Query<N, "promql">;
/** Labels that a query over a metric can group by. */
export type LabelsOf<L extends LabelSpecs> = (keyof L & string) | CommonLabel;

export interface Shift {
  /** Looks back by this much: `"1d"` is the same time yesterday. */
  readonly offset?: Duration;
}

export function series(metric: MetricFacts, range?: Range, shift?: Shift): SeriesNode {
  return {
    kind: "series",
    series: metric.series,
    origin: metric.origin,
    matchers: metric.matchers,
    ...(range ? { range } : {}),
    ...(shift?.offset ? { offset: shift.offset } : {}),
  };
}

export function prom<N extends string>(expression: Expression, measure: Measure): PromQuery<N> {
  return query<N, "promql">({ language: "promql", expression, measure });
}

export function call(name: string, ...args: Expression[]): Expression {
  return { kind: "call", name, args };
}

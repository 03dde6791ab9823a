import type { Matcher } from "../telemetry/labels";
import type { Origin } from "../telemetry/metrics";
import type { Duration } from "../telemetry/units";

/** A range of a query; dashboards may leave it to Grafana, rules may not. `$__auto` is Loki's, `$__rate_interval` not. */
export type Range = Duration | "$__rate_interval" | "$__auto" | "$__range";

export type AggregateOperator = "sum" | "avg" | "max" | "min" | "count" | "topk" | "bottomk" | "quantile";
export type Comparison = ">" | ">=" | "<" | "<=" | "==" | "!=";
export type BinaryOperator = "+" | "-" | "*" | "/" | Comparison | "and" | "or" | "unless";

export interface Grouping {
  readonly mode: "by" | "without";
  readonly labels: readonly string[];
}

/** Samples of a metric; `origin` is the service that owns it, and the printer selects it. */
export interface SeriesNode {
  readonly kind: "series";
  readonly series: string;
  readonly origin: Origin;
  readonly matchers: readonly Matcher[];
  readonly range?: Range;
  /** Looks at the range once every so often (a subquery) instead of at each sample. */
  readonly step?: Duration;
  readonly offset?: Duration;
}

/** Log lines of a service, over a range, optionally with a number taken out of each. */
export interface LogNode {
  readonly kind: "logs";
  readonly origin: Origin;
  readonly matchers: readonly Matcher[];
  readonly contains: readonly string[];
  readonly unwrap?: string;
  readonly range?: Range;
  readonly offset?: Duration;
}

/** A query as a tree. Printers and analyses (who is read, which range) walk it; nothing parses text. */
export type Expression =
  | SeriesNode
  | LogNode
  | { readonly kind: "number"; readonly value: number }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      /** String arguments after the others (`label_replace`). */
      readonly texts?: readonly string[];
    }
  | {
      readonly kind: "aggregate";
      readonly operator: AggregateOperator;
      readonly grouping: Grouping;
      readonly parameter?: number;
      readonly of: Expression;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      /** Labels on which the sides are matched. @default all */
      readonly on?: readonly string[];
      /** `group_left` with the labels copied from the right side. */
      readonly groupLeft?: readonly string[];
    };

export type Leaf = SeriesNode | LogNode;

/** The series and log selections that an expression reads, left to right. */
export function leaves(expression: Expression): readonly Leaf[] {
  switch (expression.kind) {
    case "series":
    case "logs":
      return [expression];
    case "number":
      return [];
    case "call":
      return expression.args.flatMap(leaves);
    case "aggregate":
      return leaves(expression.of);
    case "binary":
      return [...leaves(expression.left), ...leaves(expression.right)];
  }
}

/** The calls of functions in an expression, the outer before the inner, left to right. */
export function calls(expression: Expression): readonly Extract<Expression, { kind: "call" }>[] {
  switch (expression.kind) {
    case "call":
      return [expression, ...expression.args.flatMap(calls)];
    case "aggregate":
      return calls(expression.of);
    case "binary":
      return [...calls(expression.left), ...calls(expression.right)];
    default:
      return [];
  }
}

/** The same expression with every leaf replaced. */
export function mapLeaves(expression: Expression, change: (leaf: Leaf) => Expression): Expression {
  switch (expression.kind) {
    case "series":
    case "logs":
      return change(expression);
    case "number":
      return expression;
    case "call":
      return { ...expression, args: expression.args.map((arg) => mapLeaves(arg, change)) };
    case "aggregate":
      return { ...expression, of: mapLeaves(expression.of, change) };
    case "binary":
      return {
        ...expression,
        left: mapLeaves(expression.left, change),
        right: mapLeaves(expression.right, change),
      };
  }
}

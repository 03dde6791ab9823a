import type { Measure } from "../telemetry/units";
import type { AggregateOperator, BinaryOperator, Comparison, Expression } from "./expression";

/** Which engine evaluates a query. */
export type Language = "promql" | "logql";

/**
 * An instant vector whose series carry (at most) the labels `N`. Only those can be grouped by;
 * another label does not compile.
 */
export interface Query<N extends string = string, E extends Language = Language> {
  readonly language: E;
  readonly expression: Expression;
  readonly measure: Measure;

  /** Sum, by the labels named; without any: one number. */
  sum<K extends N = never>(...by: K[]): Query<K, E>;
  avg<K extends N = never>(...by: K[]): Query<K, E>;
  max<K extends N = never>(...by: K[]): Query<K, E>;
  min<K extends N = never>(...by: K[]): Query<K, E>;
  /** How many series there are. */
  count<K extends N = never>(...by: K[]): Query<K, E>;
  /** Sum over everything but the labels named. */
  sumWithout<K extends N>(...labels: K[]): Query<Exclude<N, K>, E>;
  avgWithout<K extends N>(...labels: K[]): Query<Exclude<N, K>, E>;
  maxWithout<K extends N>(...labels: K[]): Query<Exclude<N, K>, E>;
  minWithout<K extends N>(...labels: K[]): Query<Exclude<N, K>, E>;
  /** The `n` largest series. */
  topk(n: number): Query<N, E>;

  plus(other: number | Query<N, E>): Query<N, E>;
  minus(other: number | Query<N, E>): Query<N, E>;
  times(factor: number): Query<N, E>;
  /** The quotient; for a share of something that may be nothing use `ratio`. */
  dividedBy(other: number | Query<N, E>, measure?: Measure): Query<N, E>;
  /** The same number under another unit (`percent` of a ratio × 100). */
  in(measure: Measure): Query<N, E>;

  above(threshold: number): Condition<N, E>;
  atLeast(threshold: number): Condition<N, E>;
  below(threshold: number): Condition<N, E>;
  atMost(threshold: number): Condition<N, E>;
  equals(threshold: number): Condition<N, E>;
  differsFrom(threshold: number): Condition<N, E>;
  /** Larger than another query of the same labels. */
  aboveThat(other: Query<N, E>): Condition<N, E>;

  /** Series that the other side has, too; `on` names the labels that must agree. @default all labels */
  and<M extends string>(other: Query<M, E>, match?: { on: readonly (N & M)[] }): Query<N, E>;
  or<M extends string>(other: Query<M, E>, match?: { on: readonly (N & M)[] }): Query<N | M, E>;
  unless<M extends string>(other: Query<M, E>, match?: { on: readonly (N & M)[] }): Query<N, E>;
}

/** What a comparison said, so that an alert's text can say it without typing the number again. */
export interface Threshold {
  readonly comparison: Comparison;
  readonly value: number;
  readonly measure: Measure;
}

/** A query that holds or does not: what an alert waits for. */
export interface Condition<N extends string = string, E extends Language = Language> extends Query<N, E> {
  /** Undefined where it is no comparison with a number (`absent`). */
  readonly threshold: Threshold | undefined;
  and<M extends string>(other: Query<M, E>, match?: { on: readonly (N & M)[] }): Condition<N, E>;
  or<M extends string>(other: Query<M, E>, match?: { on: readonly (N & M)[] }): Condition<N | M, E>;
  unless<M extends string>(other: Query<M, E>, match?: { on: readonly (N & M)[] }): Condition<N, E>;
  /** Holds once for each series of `detail`, with its labels and this condition's own value: which of several it was. */
  detailedBy<M extends string>(detail: Query<M, E>, match: { on: readonly (N & M)[] }): Condition<M, E>;
}

type Facts<E extends Language> = { language: E; expression: Expression; measure: Measure };
type Other<E extends Language> = Query<string, E>;
type Match = { on: readonly string[] } | undefined;

function number(value: number): Expression {
  return { kind: "number", value };
}

function binary(operator: BinaryOperator, left: Expression, right: Expression, match?: Match): Expression {
  return { kind: "binary", operator, left, right, ...(match ? { on: match.on } : {}) };
}

/** The query of an expression, with everything that can be done to it. */
export function query<N extends string, E extends Language>(facts: Facts<E>): Query<N, E> {
  const { expression, measure, language } = facts;
  const next = <M extends string>(changed: Expression, changedMeasure: Measure = measure): Query<M, E> =>
    query<M, E>({ language, expression: changed, measure: changedMeasure });
  const group =
    (operator: AggregateOperator, mode: "by" | "without", changed: Measure = measure) =>
    <M extends string>(...labels: string[]): Query<M, E> =>
      next<M>({ kind: "aggregate", operator, grouping: { mode, labels }, of: expression }, changed);
  const arithmetic = (operator: BinaryOperator, other: number | Other<E>, changed?: Measure) =>
    next<N>(
      binary(operator, expression, typeof other === "number" ? number(other) : other.expression),
      changed,
    );
  const compare = (comparison: Comparison) => (value: number) =>
    condition<N, E>(
      { ...facts, expression: binary(comparison, expression, number(value)) },
      { comparison, value, measure },
    );
  return {
    ...facts,
    sum: group("sum", "by"),
    avg: group("avg", "by"),
    max: group("max", "by"),
    min: group("min", "by"),
    count: group("count", "by", "count"),
    sumWithout: group("sum", "without"),
    avgWithout: group("avg", "without"),
    maxWithout: group("max", "without"),
    minWithout: group("min", "without"),
    topk: (n) =>
      next({
        kind: "aggregate",
        operator: "topk",
        grouping: { mode: "by", labels: [] },
        parameter: n,
        of: expression,
      }),
    plus: (other) => arithmetic("+", other),
    minus: (other) => arithmetic("-", other),
    times: (factor) => arithmetic("*", factor),
    dividedBy: (other, changed) => arithmetic("/", other, changed),
    in: (changed) => next(expression, changed),
    above: compare(">"),
    atLeast: compare(">="),
    below: compare("<"),
    atMost: compare("<="),
    equals: compare("=="),
    differsFrom: compare("!="),
    aboveThat: (other) =>
      condition<N, E>({ ...facts, expression: binary(">", expression, other.expression) }, undefined),
    and: (other, match) => next(binary("and", expression, other.expression, match)),
    or: (other, match) => next(binary("or", expression, other.expression, match)),
    unless: (other, match) => next(binary("unless", expression, other.expression, match)),
  };
}

/** A query that is a condition as it stands (`absent`, a comparison). */
export function condition<N extends string, E extends Language>(
  facts: Facts<E>,
  threshold: Threshold | undefined,
): Condition<N, E> {
  const joined =
    (operator: "and" | "or" | "unless") =>
    <M extends string>(other: Other<E>, match?: Match): Condition<M, E> =>
      condition<M, E>(
        { ...facts, expression: binary(operator, facts.expression, other.expression, match) },
        threshold,
      );
  const detailedBy = <M extends string>(detail: Other<E>, { on }: { on: readonly string[] }) => {
    const left = binary("*", detail.expression, number(0));
    const expression: Expression = {
      kind: "binary",
      operator: "+",
      left,
      right: facts.expression,
      on,
      // Loki's ruler prints a rule anew and forgets an empty list; a label that neither side has changes nothing.
      groupLeft: facts.language === "logql" ? ["job"] : [],
    };
    return condition<M, E>({ ...facts, expression }, threshold);
  };
  return {
    ...query<N, E>(facts),
    threshold,
    and: joined("and"),
    or: joined("or"),
    unless: joined("unless"),
    detailedBy,
  };
}

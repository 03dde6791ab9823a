import fc from "fast-check";
import type { AggregateOperator, BinaryOperator, Expression, Leaf } from "../../queries/expression";
import { printQuery } from "../../queries/print";

/** An expression, and its text with brackets around every operation: what it means, whatever the precedences. */
export interface Meant {
  readonly expression: Expression;
  readonly bracketed: string;
}

const origin = { system: "shop", service: "api" };
const names = fc.constantFrom("a", "b", "c");
const matcher = fc.record({
  label: names,
  operator: fc.constantFrom("=", "!=", "=~", "!~"),
  value: fc.string({ unit: "binary", maxLength: 8 }),
});
const matchers = fc.array(matcher, { maxLength: 2 });
const offset = fc.option(fc.constantFrom("5m", "1d"), { nil: undefined });

function meant(expression: Expression): Meant {
  return { expression, bracketed: printQuery(expression) };
}

const series: fc.Arbitrary<Leaf> = fc
  .record({ series: names, matchers })
  .map((rest) => ({ kind: "series", origin, ...rest }));

// The grammar binds `offset` looser than any operator, Prometheus tighter: so it is only used inside of calls here.
const ranges: fc.Arbitrary<Leaf> = fc
  .record({ series: names, matchers, offset })
  .map(({ offset, ...rest }) => ({
    kind: "series",
    origin,
    range: "5m",
    ...rest,
    ...(offset ? { offset } : {}),
  }));

const logs: fc.Arbitrary<Leaf> = fc
  .record({
    matchers,
    contains: fc.array(fc.string({ unit: "binary", maxLength: 8 }), { maxLength: 2 }),
    unwrap: fc.option(names, { nil: undefined }),
  })
  .map(({ unwrap, ...rest }) => ({
    kind: "logs",
    origin,
    range: "5m",
    ...rest,
    ...(unwrap ? { unwrap } : {}),
  }));

const number = fc
  .double({ min: -1e9, max: 1e9, noNaN: true })
  .map((value) => meant({ kind: "number", value }));

const operators: readonly BinaryOperator[] = [
  ...(["+", "-", "*", "/"] as const),
  ...([">", ">=", "<", "<=", "==", "!="] as const),
  ...(["and", "or", "unless"] as const),
];

function call(name: string, { expression, bracketed }: Meant): Meant {
  return { expression: { kind: "call", name, args: [expression] }, bracketed: `${name}(${bracketed})` };
}

function aggregate(operator: AggregateOperator, labels: readonly string[], of: Meant): Meant {
  const by = labels.length > 0 ? ` by (${labels.join(", ")})` : "";
  return {
    expression: { kind: "aggregate", operator, grouping: { mode: "by", labels }, of: of.expression },
    bracketed: `${operator}${by} (${of.bracketed})`,
  };
}

function binary(operator: BinaryOperator, left: Meant, right: Meant, on?: readonly string[]): Meant {
  const { expression: l, bracketed: leftText } = left;
  const { expression: r, bracketed: rightText } = right;
  return {
    expression: { kind: "binary", operator, left: l, right: r, ...(on ? { on } : {}) },
    bracketed: `(${leftText} ${operator}${on ? ` on (${on.join(", ")})` : ""} ${rightText})`,
  };
}

/** Trees of operations, aggregations and calls over the given leaves. */
function trees(leaf: fc.Arbitrary<Meant>): fc.Arbitrary<Meant> {
  const labels = fc.uniqueArray(names, { maxLength: 2 });
  return fc.letrec<{ tree: Meant }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      fc.tuple(fc.constantFrom(...operators), tie("tree"), tie("tree")).map((parts) => binary(...parts)),
      fc.tuple(fc.constantFrom(...operators), tie("tree"), number).map((parts) => binary(...parts)),
      fc.tuple(fc.constantFrom(...operators), number, tie("tree")).map((parts) => binary(...parts)),
      fc
        .tuple(fc.constantFrom(...operators), tie("tree"), tie("tree"), labels)
        .map((parts) => binary(...parts)),
      fc
        .tuple(fc.constantFrom<AggregateOperator[]>("sum", "max"), labels, tie("tree"))
        .map((parts) => aggregate(...parts)),
    ),
  })).tree;
}

export const randomPromql = trees(
  fc.oneof(
    series.map(meant),
    ranges.map((leaf) => call("rate", meant(leaf))),
  ),
);
export const randomLogql = trees(logs.map((leaf) => call("sum_over_time", meant(leaf))));

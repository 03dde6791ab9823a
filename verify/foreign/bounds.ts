import type { Aggregation, Binary, Tree } from "./tree";

/** Between which values something lies. */
export interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

const inf = Number.POSITIVE_INFINITY;
const anything: Bounds = { lo: -inf, hi: inf };
const notNegative: Bounds = { lo: 0, hi: inf };
const atLeastOne: Bounds = { lo: 1, hi: inf };
const share: Bounds = { lo: 0, hi: 1 };

/** Functions whose result lies somewhere, whatever they are given. */
const ofFunction: Readonly<Record<string, Bounds>> = {
  ...{ rate: notNegative, irate: notNegative, increase: notNegative, time: notNegative },
  ...{ changes: notNegative, resets: notNegative, stddev_over_time: notNegative, abs: notNegative },
  ...{ count_over_time: atLeastOne, present_over_time: { lo: 1, hi: 1 }, histogram_fraction: share },
  ...{ absent: { lo: 1, hi: 1 }, absent_over_time: { lo: 1, hi: 1 }, sgn: { lo: -1, hi: 1 } },
  ...{ minute: { lo: 0, hi: 59 }, hour: { lo: 0, hi: 23 }, month: { lo: 1, hi: 12 } },
  ...{ day_of_week: { lo: 0, hi: 6 }, day_of_month: { lo: 1, hi: 31 }, days_in_month: { lo: 28, hi: 31 } },
};

/** Functions that choose among the values that they are given, or round them. */
const chooses = new Set([
  ...["max_over_time", "min_over_time", "avg_over_time", "last_over_time", "vector", "scalar", "sort"],
  ...["sort_desc", "label_replace", "label_join"],
]);

/** Series whose values are known by what they are: a counter's, those of a target's state. */
function ofSeries(name: string): Bounds {
  if (/^(up|probe_success)$/.test(name)) return share;
  return /_(total|count|bucket)$/.test(name) ? notNegative : anything;
}

function ofCall(name: string, args: readonly Tree[]): Bounds {
  const known = ofFunction[name];
  if (known) return known;
  const [first] = args;
  if (first && chooses.has(name)) return boundsOf(first);
  if (first && name === "sum_over_time") return boundsOf(first).lo >= 0 ? notNegative : anything;
  return anything;
}

function ofAggregation({ op, expr }: Aggregation): Bounds {
  const inner = boundsOf(expr);
  switch (op) {
    case "count":
    case "count_values":
      return atLeastOne;
    case "group":
      return { lo: 1, hi: 1 };
    case "stddev":
    case "stdvar":
      return notNegative;
    case "sum":
      return { lo: inner.lo >= 0 ? inner.lo : -inf, hi: inner.hi <= 0 ? inner.hi : inf };
    default:
      return inner;
  }
}

/** Products of infinity and nothing are nothing here: a bound is never undefined. */
function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function corners(a: Bounds, b: Bounds, of: (x: number, y: number) => number): Bounds {
  const all = [of(a.lo, b.lo), of(a.lo, b.hi), of(a.hi, b.lo), of(a.hi, b.hi)];
  return { lo: Math.min(...all), hi: Math.max(...all) };
}

function arithmetic(op: string, a: Bounds, b: Bounds): Bounds {
  if (op === "+") return { lo: a.lo + b.lo, hi: a.hi + b.hi };
  if (op === "-") return { lo: a.lo - b.hi, hi: a.hi - b.lo };
  if (op === "*") return corners(a, b, product);
  const positive = a.lo >= 0 && b.lo >= 0;
  if (op === "/" && b.lo === b.hi && b.lo !== 0) return corners(a, b, (x, y) => x / y);
  return positive && ["/", "%", "^"].includes(op) ? notNegative : anything;
}

/** What is left of the left side where the comparison holds. */
function kept(op: string, a: Bounds, b: Bounds): Bounds {
  if (op === "==") return { lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi) };
  if (op.startsWith(">")) return { lo: Math.max(a.lo, b.lo), hi: a.hi };
  return op.startsWith("<") ? { lo: a.lo, hi: Math.min(a.hi, b.hi) } : a;
}

export function isComparison(op: string): boolean {
  return ["==", "!=", ">", ">=", "<", "<="].includes(op);
}

function ofBinary({ op, bool, lhs, rhs }: Binary): Bounds {
  const [a, b] = [boundsOf(lhs), boundsOf(rhs)];
  if (bool) return share;
  // A number on the left is what it is compared with: the samples are those of the right side.
  if (isComparison(op)) return lhs.type === "numberLiteral" ? b : kept(op, a, b);
  if (op === "and" || op === "unless") return a;
  return op === "or" ? { lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) } : arithmetic(op, a, b);
}

/** Between which values the results of a query lie, as far as its text tells. */
export function boundsOf(tree: Tree): Bounds {
  switch (tree.type) {
    case "numberLiteral": {
      const value = Number(tree.val.replace(/Inf/i, "Infinity"));
      return Number.isNaN(value) ? anything : { lo: value, hi: value };
    }
    case "vectorSelector":
    case "matrixSelector":
      return ofSeries(tree.name);
    case "call":
      return ofCall(tree.func.name, tree.args);
    case "aggregation":
      return ofAggregation(tree);
    case "binaryExpr":
      return ofBinary(tree);
    case "parenExpr":
    case "subquery":
      return boundsOf(tree.expr);
    case "unaryExpr": {
      const { lo, hi } = boundsOf(tree.expr);
      return tree.op === "-" ? { lo: -hi, hi: -lo } : { lo, hi };
    }
    default:
      return anything;
  }
}

/** Can the comparison hold for any two values within the bounds? */
export function canHold(op: string, a: Bounds, b: Bounds): boolean {
  switch (op) {
    case ">":
      return a.hi > b.lo;
    case ">=":
      return a.hi >= b.lo;
    case "<":
      return a.lo < b.hi;
    case "<=":
      return a.lo <= b.hi;
    case "==":
      return a.lo <= b.hi && b.lo <= a.hi;
    default:
      return true;
  }
}

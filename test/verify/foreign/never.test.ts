import { longestHold } from "../../../verify/foreign/calendar";
import { neverReturns } from "../../../verify/foreign/never";
import { printTree } from "../../../verify/foreign/print-tree";
import type { Matching, Tree } from "../../../verify/foreign/tree";

const number = (val: number): Tree => ({ type: "numberLiteral", val: String(val) });
const series = (name: string): Tree => ({
  type: "vectorSelector",
  name,
  offset: 0,
  matchers: [{ name: "__name__", type: "=", value: name }],
});
const call = (name: string, ...args: Tree[]): Tree => ({ type: "call", func: { name }, args });
const by = (op: string, grouping: string[], expr: Tree): Tree => ({
  type: "aggregation",
  op,
  expr,
  param: null,
  grouping,
  without: false,
});
const whole: Matching = { card: "one-to-one", labels: [], on: false, include: [] };
const binary = (lhs: Tree, op: string, rhs: Tree, matching: Matching | null = null): Tree => ({
  type: "binaryExpr",
  op,
  bool: false,
  lhs,
  rhs,
  matching,
});
const absent = "there is no metric gone";
const why = (tree: Tree) =>
  neverReturns(tree, (one) => (one.type === "vectorSelector" && one.name === "gone" ? absent : undefined));

const busy = by("sum", ["job"], series("requests"));
const perPod = by("max", ["job", "pod"], series("queue"));
const mismatch = (op: string) =>
  `only one side of "${op}" has the label pod: they match only where it is empty`;

test.each([
  ["a count is never 0", binary(by("count", [], series("a")), "==", number(0)), "never below 1"],
  ["nothing is more than up", binary(series("up"), ">", number(1)), "between 0 and 1"],
  ["a rate does not fall", binary(call("rate", series("a")), "<", number(0)), "never below 0"],
  [
    "a share of counters is not negative",
    binary(binary(call("rate", series("a")), "/", call("rate", series("b")), whole), "<", number(0)),
    "never below 0",
  ],
  [
    "bounds contradict one another",
    binary(binary(series("a"), ">", number(5)), "<", number(3)),
    "never below 5",
  ],
  ["labels differ", binary(busy, "and", perPod, whole), mismatch("and")],
  ["labels differ in a ratio", binary(busy, "/", perPod, whole), mismatch("/")],
  ["its metric is absent", binary(series("gone"), ">", number(1)), absent],
  ["a condition of it is absent", binary(series("a"), "and", series("gone"), whole), absent],
  ["it leaves nothing", binary(series("a"), "unless", series("a"), whole), 'both sides of "unless"'],
])("never: %s", (_, tree, words) => {
  expect(why(tree)).toContain(words);
});

test.each([
  ["a gauge", binary(series("a"), "<", number(0))],
  ["a count that is 1", binary(by("count", [], series("a")), "<=", number(1))],
  ["labels that are ignored", binary(busy, "and", perPod, { ...whole, labels: ["pod"] })],
  ["labels on which they match", binary(busy, "and", perPod, { ...whole, on: true, labels: ["job"] })],
  ["one of two alternatives", binary(series("gone"), "or", series("a"), whole)],
  ["what absence excludes", binary(series("a"), "unless", series("gone"), whole)],
  ["absence itself", call("absent", series("gone"))],
])("perhaps: %s", (_, tree) => {
  expect(why(tree)).toBeUndefined();
});

test.each([
  [binary(call("hour"), "==", number(3)), 3600],
  [
    binary(
      binary(call("hour"), ">=", number(22)),
      "and",
      binary(call("day_of_week"), "==", number(1)),
      whole,
    ),
    7200,
  ],
  [binary(series("a"), ">", number(1)), Number.POSITIVE_INFINITY],
  [binary(call("hour"), ">=", number(0)), Number.POSITIVE_INFINITY],
])("%j holds for %p s at the longest", (tree, seconds) => {
  expect(longestHold(tree)).toBe(seconds);
});

test("writes a query as Prometheus reads it again", () => {
  const selector: Tree = {
    type: "matrixSelector",
    name: "a",
    offset: 3_600_000,
    timestamp: 100_000,
    range: 300_000,
    matchers: [
      { name: "b", type: "=~", value: 'c"d' },
      { name: "__name__", type: "=", value: "a" },
    ],
  };
  const left = { ...whole, card: "many-to-one" as const, on: true, labels: ["x"], include: ["y"] };
  expect(printTree(binary(by("sum", ["x"], call("rate", selector)), "/", series("b"), left))).toBe(
    String.raw`(sum by (x) (rate({"b"=~"c\"d","__name__"="a"}[300000ms] @ 100 offset 3600000ms)) / on (x) group_left (y) {"__name__"="b"})`,
  );
});

import { resultLabels } from "../../alerts/result-labels";
import type { Expression } from "../../queries/expression";

const series: Expression = {
  kind: "series",
  series: "requests_total",
  origin: { system: "shop", service: "shop-api" },
  matchers: [
    { label: "route", operator: "=", value: "/buy" },
    { label: "status", operator: "=~", value: "5.." },
  ],
};
const by = (...labels: string[]): Expression => ({
  kind: "aggregate",
  operator: "sum",
  grouping: { mode: "by", labels },
  of: series,
});
const two: Expression = { kind: "number", value: 2 };

test.each<[string, Expression, readonly string[]]>([
  ["those of the selection", series, ["route", "status", "instance"]],
  ["those that it groups by", by("route"), ["route"]],
  [
    "all but those that it sums away",
    { kind: "aggregate", operator: "max", grouping: { mode: "without", labels: ["instance"] }, of: series },
    ["route", "status"],
  ],
  [
    "all of the largest series",
    { kind: "aggregate", operator: "topk", grouping: { mode: "by", labels: [] }, parameter: 3, of: series },
    ["route", "status", "instance"],
  ],
  [
    "those that absence is sure of",
    { kind: "call", name: "absent", args: [series] },
    ["system", "service", "route"],
  ],
  [
    "those beside a number",
    { kind: "binary", operator: "-", left: { kind: "call", name: "time", args: [] }, right: by("route") },
    ["route"],
  ],
  ["those of the left side", { kind: "binary", operator: "*", left: by("route"), right: two }, ["route"]],
  [
    "only those on which both sides agree",
    { kind: "binary", operator: "/", left: by("route", "status"), right: by("route"), on: ["route"] },
    ["route"],
  ],
  [
    "those of the side with more series, and what it takes over",
    {
      kind: "binary",
      operator: "*",
      left: by("route", "status"),
      right: by("route", "team"),
      on: ["route"],
      groupLeft: ["team"],
    },
    ["route", "status", "team"],
  ],
])("has %s", (_, expression, labels) => {
  expect([...resultLabels(expression, () => new Set(["route", "status", "instance"]))]).toEqual(labels);
});

test("knows nothing of what it cannot look up", () => {
  expect(resultLabels(series, () => "any")).toBe("any");
  expect(resultLabels({ kind: "binary", operator: "or", left: series, right: two }, () => "any")).toBe("any");
});

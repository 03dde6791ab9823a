import type { Expression, Leaf } from "../queries/expression";

/** The labels that series of a result carry; `"any"` where it is not known. */
export type ResultLabels = ReadonlySet<string> | "any";

/** What is known of the labels of a selection. */
export type LeafLabels = (leaf: Leaf) => ResultLabels;

function isScalar(expression: Expression): boolean {
  return expression.kind === "number" || (expression.kind === "call" && expression.name === "time");
}

function without(labels: ResultLabels, removed: readonly string[]): ResultLabels {
  if (labels === "any") return labels;
  return new Set([...labels].filter((label) => !removed.includes(label)));
}

function union(one: ResultLabels, other: ResultLabels): ResultLabels {
  return one === "any" || other === "any" ? "any" : new Set([...one, ...other]);
}

function ofCall(call: Expression & { kind: "call" }, known: LeafLabels): ResultLabels {
  const vector = call.args.find((arg) => !isScalar(arg));
  if (vector === undefined) return new Set();
  if (call.name.startsWith("absent")) {
    const matchers = "matchers" in vector ? vector.matchers : [];
    return new Set(["system", "service", ...matchers.filter((m) => m.operator === "=").map((m) => m.label)]);
  }
  const labels = resultLabels(vector, known);
  if (call.name === "histogram_quantile") return without(labels, ["le"]);
  const [target] = call.texts ?? [];
  return call.name === "label_replace" && target ? union(labels, new Set([target])) : labels;
}

function ofBinary(binary: Expression & { kind: "binary" }, known: LeafLabels): ResultLabels {
  const { operator, left, right, on, groupLeft } = binary;
  if (isScalar(left)) return resultLabels(right, known);
  const labels = resultLabels(left, known);
  if (isScalar(right) || operator === "and" || operator === "unless") return labels;
  if (operator === "or") return union(labels, resultLabels(right, known));
  if (groupLeft) return union(labels, new Set(groupLeft));
  return on ? new Set(on) : labels;
}

/** The labels that the result of an expression carries, as Prometheus and Loki keep and drop them. */
export function resultLabels(expression: Expression, known: LeafLabels): ResultLabels {
  switch (expression.kind) {
    case "series":
    case "logs":
      return known(expression);
    case "number":
      return new Set();
    case "call":
      return ofCall(expression, known);
    case "aggregate": {
      const { operator, grouping, of } = expression;
      if (operator === "topk" || operator === "bottomk") return resultLabels(of, known);
      if (grouping.mode === "by") return new Set(grouping.labels);
      return without(resultLabels(of, known), grouping.labels);
    }
    case "binary":
      return ofBinary(expression, known);
  }
}

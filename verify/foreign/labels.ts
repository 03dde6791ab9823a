import type { Binary, Tree } from "./tree";

/** The labels that results can have; undefined where the text does not tell. */
export type LabelNames = ReadonlySet<string> | undefined;

const keepsLabels = new Set([
  ...["rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear", "changes", "resets"],
  ...["abs", "ceil", "floor", "round", "clamp", "clamp_min", "clamp_max", "sort", "sort_desc", "timestamp"],
  ...["avg_over_time", "min_over_time", "max_over_time", "sum_over_time", "count_over_time"],
  ...["last_over_time", "present_over_time", "quantile_over_time", "histogram_quantile"],
]);

function without(names: ReadonlySet<string>, dropped: readonly string[]): ReadonlySet<string> {
  return new Set([...names].filter((name) => !dropped.includes(name)));
}

function ofBinary({ op, lhs, rhs, matching }: Binary): LabelNames {
  const left = labelsOf(lhs);
  if (matching === null) return left ?? labelsOf(rhs);
  if (op === "or") {
    const right = labelsOf(rhs);
    return left && right ? new Set([...left, ...right]) : undefined;
  }
  if (matching.card !== "one-to-one") return op === "and" || op === "unless" ? left : undefined;
  if (matching.on) return new Set(matching.labels);
  return left && without(left, matching.labels);
}

/** The labels that the results of a query can have, as far as its text tells. */
export function labelsOf(tree: Tree): LabelNames {
  switch (tree.type) {
    case "aggregation": {
      if (["topk", "bottomk", "limitk", "limit_ratio"].includes(tree.op)) return labelsOf(tree.expr);
      if (tree.op === "count_values") return undefined;
      if (!tree.without) return new Set(tree.grouping);
      const inner = labelsOf(tree.expr);
      return inner && without(inner, tree.grouping);
    }
    case "call": {
      const { name } = tree.func;
      if (name === "vector") return new Set();
      const of = keepsLabels.has(name) ? tree.args.find(({ type }) => !type.endsWith("Literal")) : undefined;
      const inner = of && labelsOf(of);
      return inner && name === "histogram_quantile" ? without(inner, ["le"]) : inner;
    }
    case "binaryExpr":
      return ofBinary(tree);
    case "parenExpr":
    case "unaryExpr":
    case "subquery":
      return labelsOf(tree.expr);
    default:
      return undefined;
  }
}

/** Labels on which two sides are compared but which only one of them can have: they match where these are empty only. */
export function unmatched({ lhs, rhs, matching }: Binary): readonly string[] {
  const [left, right] = [labelsOf(lhs), labelsOf(rhs)];
  if (matching === null || !left || !right) return [];
  const compared = (name: string) =>
    matching.on ? matching.labels.includes(name) : !matching.labels.includes(name);
  return [...new Set([...left, ...right])].filter(
    (name) => compared(name) && left.has(name) !== right.has(name),
  );
}

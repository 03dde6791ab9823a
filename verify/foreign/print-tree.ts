import type { Aggregation, Binary, LabelMatcher, Matching, Selector, Tree } from "./tree";

function printMatcher({ name, type, value }: LabelMatcher): string {
  return `${JSON.stringify(name)}${type}${JSON.stringify(value)}`;
}

type When = Pick<Selector, "offset" | "timestamp" | "startOrEnd">;

function printMoment({ offset, timestamp, startOrEnd }: When): string {
  const at = startOrEnd ? ` @ ${startOrEnd}()` : "";
  const instant = typeof timestamp === "number" ? ` @ ${timestamp / 1000}` : at;
  if (offset === 0) return instant;
  return `${instant} offset ${offset < 0 ? "-" : ""}${Math.abs(offset)}ms`;
}

function printSelector(selector: Selector): string {
  // The name is among the matchers: `{"__name__"="up"}` selects what `up` does, whatever the name is made of.
  const range = selector.range === undefined ? "" : `[${selector.range}ms]`;
  return `{${selector.matchers.map(printMatcher).join(",")}}${range}${printMoment(selector)}`;
}

function printMatching({ card, labels, on, include }: Matching): string {
  const named = on || labels.length > 0 ? ` ${on ? "on" : "ignoring"} (${labels.join(",")})` : "";
  const sides: Readonly<Partial<Record<Matching["card"], string>>> = {
    "many-to-one": "group_left",
    "one-to-many": "group_right",
  };
  const side = sides[card];
  return side === undefined ? named : `${named} ${side} (${include.join(",")})`;
}

function printBinary({ op, bool, lhs, rhs, matching }: Binary): string {
  const how = `${bool ? " bool" : ""}${matching ? printMatching(matching) : ""}`;
  return `(${printTree(lhs)} ${op}${how} ${printTree(rhs)})`;
}

function printAggregation({ op, expr, param, grouping, without }: Aggregation): string {
  const groups =
    without || grouping.length > 0 ? ` ${without ? "without" : "by"} (${grouping.join(",")})` : "";
  const inner = param === null ? printTree(expr) : `${printTree(param)}, ${printTree(expr)}`;
  return `${op}${groups} (${inner})`;
}

/** The query as text again, the same for Prometheus as the one that it was read from. */
export function printTree(tree: Tree): string {
  switch (tree.type) {
    case "vectorSelector":
    case "matrixSelector":
      return printSelector(tree);
    case "binaryExpr":
      return printBinary(tree);
    case "aggregation":
      return printAggregation(tree);
    case "call":
      return `${tree.func.name}(${tree.args.map(printTree).join(", ")})`;
    case "subquery": {
      const step = tree.step === 0 ? "" : `${tree.step}ms`;
      return `${printTree(tree.expr)}[${tree.range}ms:${step}]${printMoment(tree)}`;
    }
    case "unaryExpr":
      return `${tree.op}${printTree(tree.expr)}`;
    case "parenExpr":
      return `(${printTree(tree.expr)})`;
    case "numberLiteral":
      return tree.val;
    case "stringLiteral":
      return JSON.stringify(tree.val);
  }
}

/** The same query, every selection of which asks for one label more. */
export function narrowed(tree: Tree, label: LabelMatcher): Tree {
  switch (tree.type) {
    case "vectorSelector":
    case "matrixSelector":
      return { ...tree, matchers: [...tree.matchers, label] };
    case "binaryExpr":
      return { ...tree, lhs: narrowed(tree.lhs, label), rhs: narrowed(tree.rhs, label) };
    case "aggregation":
      return {
        ...tree,
        expr: narrowed(tree.expr, label),
        param: tree.param === null ? null : narrowed(tree.param, label),
      };
    case "call":
      return { ...tree, args: tree.args.map((arg) => narrowed(arg, label)) };
    case "subquery":
    case "unaryExpr":
    case "parenExpr":
      return { ...tree, expr: narrowed(tree.expr, label) };
    default:
      return tree;
  }
}

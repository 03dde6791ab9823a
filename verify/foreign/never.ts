import { boundsOf, canHold, isComparison } from "./bounds";
import { unmatched } from "./labels";
import { printTree } from "./print-tree";
import type { Binary, Selector, Tree } from "./tree";

/** Why a series that a query reads is never there; undefined where it may be. */
export type Missing = (selector: Selector) => string | undefined;

const shown = 120;

function brief(tree: Tree): string {
  const text = printTree(tree).replace(/\{"__name__"="([\w:]+)"(?:,([^}]*))?\}/g, (_, name, rest) =>
    rest ? `${name}{${rest}}` : name,
  );
  return text.length > shown ? `${text.slice(0, shown)}…` : text;
}

function numbers({ lo, hi }: { lo: number; hi: number }): string {
  if (lo === hi) return `always ${lo}`;
  if (lo === Number.NEGATIVE_INFINITY) return `never above ${hi}`;
  return hi === Number.POSITIVE_INFINITY ? `never below ${lo}` : `between ${lo} and ${hi}`;
}

function neverCompares({ op, bool, lhs, rhs }: Binary): string | undefined {
  if (!isComparison(op) || bool) return undefined;
  const [a, b] = [boundsOf(lhs), boundsOf(rhs)];
  if (canHold(op, a, b)) return undefined;
  return `${brief(lhs)} is ${numbers(a)}, so "${op} ${brief(rhs)}" never holds`;
}

function neverMatches(binary: Binary): string | undefined {
  const labels = unmatched(binary);
  if (labels.length === 0) return undefined;
  const names = labels.join(", ");
  return `only one side of "${binary.op}" has the label ${names}: they match only where it is empty`;
}

function neverOfBinary(tree: Binary, missing: Missing): string | undefined {
  const left = neverReturns(tree.lhs, missing);
  if (tree.op === "unless") {
    const same = printTree(tree.lhs) === printTree(tree.rhs);
    return left ?? (same ? `both sides of "unless" are ${brief(tree.lhs)}` : undefined);
  }
  const right = neverReturns(tree.rhs, missing);
  if (tree.op === "or") return left === undefined ? undefined : right && `${left}; ${right}`;
  return left ?? right ?? neverMatches(tree) ?? neverCompares(tree);
}

/** Why a query never returns anything, whatever its series are; undefined where nothing in its text says so. */
export function neverReturns(tree: Tree, missing: Missing): string | undefined {
  switch (tree.type) {
    case "vectorSelector":
    case "matrixSelector":
      return missing(tree);
    case "binaryExpr":
      return neverOfBinary(tree, missing);
    case "call":
      if (tree.func.name.startsWith("absent")) return undefined;
      return tree.args.map((arg) => neverReturns(arg, missing)).find((why) => why !== undefined);
    case "aggregation":
    case "parenExpr":
    case "subquery":
    case "unaryExpr":
      return neverReturns(tree.expr, missing);
    default:
      return undefined;
  }
}

import type { Comparison, Expression } from "../../queries/expression";
import { printNumber, printQuery } from "../../queries/print";

/** A part of a condition that is replaced by a series: what is compared with a number, or what only has to be there. */
export interface Part {
  /** As it stands in the rule. */
  readonly text: string;
  /** What it is compared with; undefined where it only has to be there. */
  readonly compared?: { readonly comparison: Comparison; readonly value: number };
}

/** A condition as its parts and how they are joined. */
export type Joined =
  | { readonly part: Part }
  | { readonly operator: "and" | "or" | "unless"; readonly left: Joined; readonly right: Joined };

const comparisons: readonly string[] = [">", ">=", "<", "<=", "==", "!="] satisfies Comparison[];

function isComparison(operator: string): operator is Comparison {
  return comparisons.includes(operator);
}

/** Takes a condition apart, as far as it is joined of comparisons with numbers. */
export function joinedOf(expression: Expression): Joined {
  if (expression.kind !== "binary") return { part: { text: printQuery(expression) } };
  const { operator, left, right } = expression;
  if (isComparison(operator) && right.kind === "number") {
    return { part: { text: printQuery(left), compared: { comparison: operator, value: right.value } } };
  }
  if (operator === "and" || operator === "or" || operator === "unless") {
    return { operator, left: joinedOf(left), right: joinedOf(right) };
  }
  // `detail * 0 + condition`: it holds wherever the condition does.
  const detail = operator === "+" && left.kind === "binary" && left.operator === "*";
  if (detail) return { operator: "and", left: { part: { text: printQuery(left) } }, right: joinedOf(right) };
  return { part: { text: printQuery(expression) } };
}

export function partsOf(joined: Joined): readonly Part[] {
  return "part" in joined ? [joined.part] : [...partsOf(joined.left), ...partsOf(joined.right)];
}

/** Does the condition hold where those parts hold? */
export function holds(joined: Joined, holding: ReadonlySet<Part>): boolean {
  if ("part" in joined) return holding.has(joined.part);
  const [left, right] = [holds(joined.left, holding), holds(joined.right, holding)];
  if (joined.operator === "or") return left || right;
  return left && (joined.operator === "and" ? right : !right);
}

/** Just beside a number: nothing that is measured comes nearer, and no text shows the difference. */
function beside(value: number, direction: 1 | -1): number {
  return value + direction * Math.max(1e-9, Math.abs(value) * 1e-9);
}

/** The value nearest to the threshold at which the part holds, or at which it does not. */
export function nearest({ compared }: Part, holding: boolean): number | undefined {
  if (!compared) return holding ? 0 : undefined;
  const { comparison } = compared;
  const value = Number(printNumber(compared.value));
  const above = beside(value, 1);
  const below = beside(value, -1);
  const at: Readonly<Record<Comparison, readonly [holds: number, not: number]>> = {
    ">": [above, value],
    ">=": [value, below],
    "<": [below, value],
    "<=": [value, above],
    "==": [value, below],
    "!=": [above, value],
  };
  return at[comparison][holding ? 0 : 1];
}

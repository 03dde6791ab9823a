import type { Expression } from "../../queries/expression";
import type { Labels } from "../series/series";
import { seriesKey } from "../series/series";
import type { Implied } from "./implied";

type Binary = Extract<Expression, { kind: "binary" }>;
type Lines = readonly Implied[];
type Side = number | Lines | undefined;

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};
const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
};

/** Two numbers as an operator leaves them: another number, the left one, or nothing. */
function combined(operator: string, left: number, right: number): number | undefined {
  const compare = comparisons[operator];
  if (compare) return compare(left, right) ? left : undefined;
  return arithmetic[operator]?.(left, right);
}

function only(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));
}

function keyOf({ on }: Binary, { labels }: Implied): string {
  return seriesKey("", on ? only(labels, on) : labels);
}

/** Labels of a pair's line: those of the left side; where it was matched on some labels, these alone. */
function labelsOf({ on, groupLeft }: Binary, left: Implied, right: Implied): Labels {
  if (groupLeft) return { ...left.labels, ...only(right.labels, groupLeft) };
  return on ? only(left.labels, on) : left.labels;
}

/** Each line of the left side with its like of the right; undefined where a line has several. */
function paired(binary: Binary, left: Lines, right: Lines): Lines | undefined {
  const likes = new Map(right.map((line) => [keyOf(binary, line), line]));
  const keys = new Set(left.map((line) => keyOf(binary, line)));
  const several = likes.size < right.length || (!binary.groupLeft && keys.size < left.length);
  if (several) return undefined;
  return left.flatMap((line) => {
    const like = likes.get(keyOf(binary, line));
    const value = like && combined(binary.operator, line.value, like.value);
    return value === undefined ? [] : [{ labels: labelsOf(binary, line, like ?? line), value }];
  });
}

function ofSets(binary: Binary, left: Lines, right: Lines): Lines {
  const keys = (lines: Lines) => new Set(lines.map((line) => keyOf(binary, line)));
  const [lefts, rights] = [keys(left), keys(right)];
  if (binary.operator === "or") return [...left, ...right.filter((line) => !lefts.has(keyOf(binary, line)))];
  return left.filter((line) => rights.has(keyOf(binary, line)) === (binary.operator === "and"));
}

function mapped(lines: Lines, apply: (value: number) => number | undefined): Lines {
  return lines.flatMap(({ labels, value }) => {
    const result = apply(value);
    return result === undefined ? [] : [{ labels, value: result }];
  });
}

/** What an operator makes of its two sides, each a number or lines; undefined where one of them is not known. */
export function joined(binary: Binary, left: Side, right: Side): Lines | undefined {
  const { operator } = binary;
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === "number") {
    // Two numbers make no line, and of a comparison the lines' own values would be kept.
    if (typeof right === "number" || comparisons[operator]) return undefined;
    return mapped(right, (value) => combined(operator, left, value));
  }
  if (typeof right === "number") return mapped(left, (value) => combined(operator, value, right));
  const ofSet = operator === "or" || operator === "and" || operator === "unless";
  return ofSet ? ofSets(binary, left, right) : paired(binary, left, right);
}

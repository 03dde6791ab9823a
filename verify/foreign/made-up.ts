import type { Random } from "../../declaration/random";
import { stepSeconds } from "../series/scenario";
import type { Labels, Series } from "../series/series";
import { seriesKey } from "../series/series";
import { matchingValue } from "./matching-value";
import { someShape } from "./shapes";
import type { Selector, Tree } from "./tree";
import { partsOf, selectorsOf } from "./tree";

/** Label by which the made-up series of one query are told from those of all others. */
export const queryLabel = "belfry_query";

/** When all made-up series end. A fixed time, so that the same query always gets the same series: noon of a Wednesday. */
export const endOfSeries = Date.UTC(2024, 0, 10, 12) / 1000;

const minute = 60;

/** Seconds that a query looks back. */
export function lookBackSeconds(tree: Tree): number {
  const inner = Math.max(0, ...partsOf(tree).map(lookBackSeconds));
  const range = "range" in tree && tree.range !== undefined ? tree.range : 0;
  const offset = "offset" in tree ? Math.max(0, tree.offset) : 0;
  return inner + (range + offset) / 1000;
}

function shortestRange(tree: Tree): number {
  const own = tree.type === "matrixSelector" && tree.range !== undefined ? tree.range / 1000 : Infinity;
  return Math.min(own, ...partsOf(tree).map(shortestRange));
}

/** Labels that the query itself names: those that results keep or are matched on, or those that do not count. */
function namedLabels(tree: Tree, counting: boolean): readonly string[] {
  return [...ownLabels(tree, counting), ...partsOf(tree).flatMap((part) => namedLabels(part, counting))];
}

function ownLabels(tree: Tree, counting: boolean): readonly string[] {
  switch (tree.type) {
    case "aggregation":
      return tree.without === counting ? [] : tree.grouping;
    case "binaryExpr": {
      const { labels = [], include = [], on = true } = tree.matching ?? {};
      return [...(on === counting ? labels : []), ...(counting ? include : [])];
    }
    case "call":
      return tree.args.flatMap((arg) =>
        arg.type === "stringLiteral" && /^\w+$/.test(arg.val) ? [arg.val] : [],
      );
    default:
      return [];
  }
}

function numbersOf(tree: Tree): readonly number[] {
  if (tree.type === "numberLiteral") return Number.isFinite(Number(tree.val)) ? [Number(tree.val)] : [];
  return partsOf(tree).flatMap(numbersOf);
}

/** How the series of one attempt differ from one another. */
interface Crowd {
  readonly copies: number;
  /** The labels in which copies differ: all that are free, one of them, or one that the query does not name. */
  readonly differIn: "all" | "one" | "another";
  /** Every series has every label that is named somewhere, else those that its selector asks for and that count. */
  readonly full: boolean;
}

const crowds: readonly Crowd[] = [
  { copies: 1, differIn: "all", full: true },
  { copies: 3, differIn: "all", full: true },
  { copies: 1, differIn: "all", full: false },
  { copies: 4, differIn: "another", full: true },
  { copies: 3, differIn: "one", full: true },
  { copies: 2, differIn: "all", full: false },
  { copies: 12, differIn: "another", full: true },
];
const loner: Crowd = { copies: 1, differIn: "all", full: true };

interface Copy {
  readonly tree: Tree;
  readonly crowd: Crowd;
  readonly copy: number;
  /** The one label in which copies differ. */
  readonly one: string | undefined;
}

function labelsOfCopy(selector: Selector, { tree, crowd, copy, one }: Copy): Labels | undefined {
  const all = selectorsOf(tree).flatMap(({ matchers }) => matchers);
  const elsewhere = crowd.full ? [...all.map(({ name }) => name), ...namedLabels(tree, false)] : [];
  const names = new Set([
    ...selector.matchers.map(({ name }) => name),
    ...elsewhere,
    ...namedLabels(tree, true),
  ]);
  const labels: Record<string, string> = crowd.differIn === "another" ? { copy: String(copy) } : {};
  for (const name of names) {
    const own = selector.matchers.filter((matcher) => matcher.name === name);
    // Buckets get theirs below.
    if (name === "le" && own.length === 0) continue;
    const others = all.filter((other) => other.name === name && other.type === "=").map(({ value }) => value);
    const differs = crowd.differIn === "all" || (crowd.differIn === "one" && name === one);
    const free = differs && copy > 0 ? [`x${copy}`, `v${copy}.${copy}`] : [];
    const value = matchingValue(own, name === "__name__" ? others : [...free, ...others, "x"]);
    if (value === undefined) return undefined;
    if (value !== "") labels[name] = value;
  }
  return labels;
}

/** A bucket counts what is below its bound: three bounds, each holding more. */
const bounds = ["0.1", "1", "+Inf"];

function ofBuckets(
  name: string,
  labels: Labels,
  samples: readonly (number | undefined)[],
): readonly Series[] {
  return bounds.map((le, i) => ({
    name,
    labels: { ...labels, le },
    samples: samples.map((sample) => sample && sample * (i + 1)),
  }));
}

export interface Attempt {
  /** Value of `queryLabel`. */
  readonly id: string;
  readonly number: number;
  /** Seconds for which the query is to hold. */
  readonly hold: number;
  readonly random: Random;
}

/** Series that a query could read, made up by chance: attempt after attempt others. All end at `endOfSeries`. */
export function madeUp(tree: Tree, { id, number, hold, random }: Attempt): readonly Series[] {
  const crowd = crowds[number % crowds.length] ?? loner;
  const counting = [...new Set(namedLabels(tree, true))];
  const one = counting[Math.floor(random() * counting.length)];
  const longest = lookBackSeconds(tree) + hold + 10 * minute;
  const every = Math.max(1, Math.min(8, Math.floor(shortestRange(tree) / 4 / stepSeconds)));
  const context = { numbers: numbersOf(tree), longest, end: endOfSeries };
  const steps = Math.ceil(longest / stepSeconds) + 1;
  const series = selectorsOf(tree).flatMap((selector) => {
    const shape = someShape(random, context);
    return Array.from({ length: crowd.copies }, (_, copy) => {
      const labels = labelsOfCopy(selector, { tree, crowd, copy, one });
      const own = random() < 0.3 ? someShape(random, context) : shape;
      if (!labels?.__name__) return [];
      const { __name__: name, ...rest } = labels;
      const samples = Array.from({ length: steps }, (_, i) =>
        (steps - 1 - i) % every === 0 ? own((steps - 1 - i) * stepSeconds) : undefined,
      );
      const marked = { ...rest, [queryLabel]: id };
      if (name.endsWith("_bucket") && !("le" in rest)) return ofBuckets(name, marked, samples);
      return [{ name, labels: marked, samples }];
    }).flat();
  });
  return [...new Map(series.map((one) => [seriesKey(one.name, one.labels), one])).values()];
}

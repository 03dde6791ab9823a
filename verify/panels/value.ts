import type { Expression } from "../../queries/expression";
import { stepSeconds } from "../series/scenario";
import type { Labels } from "../series/series";
import { seriesKey } from "../series/series";
import type { ResultSeries } from "../servers/results";
import type { Implied, Played } from "./implied";
import { implied } from "./implied";
import type { Choice, ShippedPanel, ShippedQuestion } from "./questions";
import type { Stores } from "./store";
import { historySeconds } from "./store";

/** What adding up in another order may make of a number. */
const rounding = 1e-6;

/** An empty label is none, and a name is no label. */
function keyOf(labels: Labels): string {
  const kept = Object.entries(labels).filter(([name, value]) => value !== "" && name !== "__name__");
  return seriesKey("", Object.fromEntries(kept));
}

function playedFor(stores: Stores, { page }: ShippedPanel, choice: Choice): Played {
  return {
    series: stores.played,
    step: historySeconds / stepSeconds,
    now: stores.now,
    chosen: (leaf) => {
      const narrowing = page.variables.filter(({ narrows }) => narrows(leaf));
      // Without the environment it also reads what was played under faults.
      if (!narrowing.some(({ name }) => name === "environment")) return undefined;
      const chosen = narrowing.flatMap(({ name }) =>
        choice[name] === undefined ? [] : [[name, choice[name]]],
      );
      return Object.fromEntries(chosen);
    },
  };
}

function lineProblem({ labels, value }: Implied, got: number | undefined): string | undefined {
  const said = JSON.stringify(labels);
  if (got === undefined) return `it shows nothing for ${said}, played was ${value}`;
  // What is divided by nothing is no number on both sides, or without end.
  if (Object.is(got, value)) return undefined;
  if (Math.abs(got - value) <= Math.max(1e-9, Math.abs(value) * rounding)) return undefined;
  return `it shows ${got} for ${said}, played was ${value}`;
}

/** What the played series say of an answer. */
export interface Told {
  /** How many lines they imply; undefined where the samples alone do not tell. */
  readonly lines?: number;
  /** What the answer shows instead. */
  readonly problem?: string;
}

/** Does the answer show what was played? Nothing is said where the samples alone do not tell. */
export function impliedProblem(
  stores: Stores,
  shipped: ShippedPanel,
  question: ShippedQuestion,
  choice: Choice,
  results: readonly ResultSeries[],
): Told {
  const declared = shipped.panel.queries[question.legend];
  if (!declared || !("expression" in declared) || declared.language !== "promql") return {};
  // Grafana takes points in time in milliseconds.
  const expression: Expression =
    declared.measure === "timestamp"
      ? { kind: "binary", operator: "*", left: declared.expression, right: { kind: "number", value: 1000 } }
      : declared.expression;
  const wanted = implied(expression, playedFor(stores, shipped, choice));
  if (!wanted) return {};
  const lines = wanted.length;
  const got = new Map(
    results.flatMap(({ labels, points }) => {
      const last = points.at(-1);
      return last && last[0] === stores.now ? [[keyOf(labels), last[1]] as const] : [];
    }),
  );
  const problems = wanted.map((line) => lineProblem(line, got.get(keyOf(line.labels))));
  const first = problems.find((problem) => problem !== undefined);
  if (first !== undefined) return { lines, problem: first };
  return got.size > lines
    ? { lines, problem: `it shows ${got.size} lines, played were ${lines}` }
    : { lines };
}

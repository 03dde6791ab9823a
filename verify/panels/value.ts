import type { Expression } from "../../queries/expression";
import { leaves } from "../../queries/expression";
import { stepSeconds } from "../series/scenario";
import type { Labels } from "../series/series";
import { seriesKey } from "../series/series";
import type { ResultSeries } from "../servers/results";
import type { Implied, Played } from "./implied";
import { implied } from "./implied";
import type { Choice, ShippedPanel, ShippedQuestion } from "./questions";
import type { Stores } from "./store";
import { historySeconds } from "./store";

/** A rate is extrapolated to the edges of its range: so far its value may be from what was counted. */
const extrapolated = 0.05;
const exact = 1e-9;

/** An empty label is none, and a name is no label. */
function keyOf(labels: Labels): string {
  const kept = Object.entries(labels).filter(([name, value]) => value !== "" && name !== "__name__");
  return seriesKey("", Object.fromEntries(kept));
}

function playedFor(stores: Stores, { page }: ShippedPanel, choice: Choice): Played {
  return {
    series: stores.played,
    step: historySeconds / stepSeconds,
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

function lineProblem(
  { labels, value }: Implied,
  got: number | undefined,
  tolerance: number,
): string | undefined {
  const said = JSON.stringify(labels);
  if (got === undefined) return `it shows nothing for ${said}, played was ${value}`;
  if (Math.abs(got - value) <= Math.max(1e-9, Math.abs(value) * tolerance)) return undefined;
  return `it shows ${got} for ${said}, played was ${value}`;
}

/** Does the answer show what was played? Undefined where it does; nothing is said where the samples alone do not tell. */
export function impliedProblem(
  stores: Stores,
  shipped: ShippedPanel,
  question: ShippedQuestion,
  choice: Choice,
  results: readonly ResultSeries[],
): { readonly told: boolean; readonly problem?: string } {
  const declared = shipped.panel.queries[question.legend];
  if (!declared || !("expression" in declared) || declared.language !== "promql") return { told: false };
  // Grafana takes points in time in milliseconds.
  const expression: Expression =
    declared.measure === "timestamp"
      ? { kind: "binary", operator: "*", left: declared.expression, right: { kind: "number", value: 1000 } }
      : declared.expression;
  const wanted = implied(expression, playedFor(stores, shipped, choice));
  if (!wanted) return { told: false };
  const grows = leaves(expression).some((leaf) => leaf.range !== undefined);
  const got = new Map(
    results.flatMap(({ labels, points }) => {
      const last = points.at(-1);
      return last && last[0] === stores.now ? [[keyOf(labels), last[1]] as const] : [];
    }),
  );
  const problems = wanted.map((line) =>
    lineProblem(line, got.get(keyOf(line.labels)), grows ? extrapolated : exact),
  );
  const first = problems.find((problem) => problem !== undefined);
  if (first !== undefined) return { told: true, problem: first };
  return got.size > wanted.length
    ? { told: true, problem: `it shows ${got.size} lines, played were ${wanted.length}` }
    : { told: true };
}

import { grafanaUnit } from "../../dashboards/units";
import type { ResultSeries } from "../servers/results";
import type { ShippedPanel, ShippedQuestion } from "./questions";

function legendProblem(
  { panel }: ShippedPanel,
  { legend, shown, language }: ShippedQuestion,
  results: readonly ResultSeries[],
): string | undefined {
  const named = panel.view !== "table" && (language === "promql" || language === "logql");
  if (named && shown === undefined) return "its lines have no legend";
  const format = shown ?? legend;
  const labels = [...format.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
  // A label may be empty, and is then none (a disk without an error); all of them may not.
  const some = labels.length === 0 || labels.some((label) => results.some((one) => label in one.labels));
  return some ? undefined : `its legend "${format}" names labels that no line has`;
}

/** A share is between nothing and all; of what is measured not everything is NaN. */
function valueProblem(
  { panel }: ShippedPanel,
  legend: string,
  results: readonly ResultSeries[],
): string | undefined {
  const question = panel.queries[legend];
  if (!question || !("measure" in question)) return undefined;
  const values = results
    .flatMap(({ points }) => points.map(([, value]) => value))
    .filter((value) => !Number.isNaN(value));
  if (values.length === 0) return "all its values are NaN";
  const most = { ratio: 1, percent: 100, boolean: 1 }[question.measure.replace("/s", "")];
  const beyond = most === undefined ? undefined : values.find((value) => value < 0 || value > most * 1.0001);
  return beyond === undefined ? undefined : `it shows ${beyond}, which is no ${question.measure}`;
}

/** What is wrong with an answer as the panel shows it; undefined where it is data of the right kind under a legend. */
export function answerProblem(
  shipped: ShippedPanel,
  question: ShippedQuestion,
  results: readonly ResultSeries[],
): string | undefined {
  const lines = results.filter(({ points }) => points.length > 0);
  if (lines.length === 0) return "no data";
  return valueProblem(shipped, question.legend, lines) ?? legendProblem(shipped, question, lines);
}

/** The unit that a panel writes is that of the metric which its first question asks for. */
export function unitProblem({ panel, unit }: ShippedPanel): string | undefined {
  const [first] = Object.values(panel.queries);
  if (!first || !("measure" in first) || panel.view === "heatmap") return undefined;
  const wanted = grafanaUnit(first.measure);
  return unit === wanted ? undefined : `its unit is ${unit}, that of ${first.measure} is ${wanted}`;
}

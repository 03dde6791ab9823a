import type { PagePanel } from "../../../dashboards/page";
import type { ShippedPanel, ShippedQuestion } from "../../../verify/panels/questions";
import { interpolated } from "../../../verify/panels/questions";
import { resultSeries } from "../../../verify/servers/results";
import { json } from "./servers";
import type { TestStack } from "./stack-process";

/** What Grafana would show at first sight: the last quarter of an hour, every variable at "All". */
const range = 900;
const step = 15;

async function size(stack: TestStack, { language, text, instant }: ShippedQuestion): Promise<number> {
  const query = interpolated(text, {}, { step, range });
  const now = Math.floor(Date.now() / 1000);
  const from = String(now - range);
  if (language === "traceql") {
    const search = new URLSearchParams({ q: query, start: from, end: String(now + 60), limit: "20" });
    const { traces } = await json<{ traces?: unknown[] }>(`${stack.url("tempo")}/api/search?${search}`);
    return traces?.length ?? 0;
  }
  const over = { start: from, end: String(now), step: String(step) };
  const form = new URLSearchParams(instant ? { query, time: String(now) } : { query, ...over });
  const api =
    language === "promql" ? `${stack.url("prometheus")}/api/v1` : `${stack.url("loki")}/loki/api/v1`;
  const found = resultSeries(await json(`${api}/${instant ? "query" : "query_range"}?${form}`));
  return found.filter(({ points }) => points.some(([, value]) => !Number.isNaN(value))).length;
}

/** How a panel stands: `data`, `empty`, or the error of the server that was asked. */
export interface PanelAnswer {
  readonly panel: PagePanel;
  readonly says: string;
}

/** Asks all the questions of a panel. */
export async function panelAnswer(
  stack: TestStack,
  { panel, questions }: ShippedPanel,
): Promise<PanelAnswer> {
  try {
    const sizes = await Promise.all(questions.map((question) => size(stack, question)));
    return { panel, says: sizes.every((found) => found > 0) ? "data" : "empty" };
  } catch (error) {
    return { panel, says: error instanceof Error ? error.message : String(error) };
  }
}

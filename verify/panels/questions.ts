import { z } from "zod";
import type { Page, PagePanel } from "../../dashboards/page";
import type { Content } from "../content";

/** A question of a panel as it is shipped. */
export interface ShippedQuestion {
  /** As it is declared: the key of the question. */
  readonly legend: string;
  /** How Grafana is told to name its lines; absent where it is not (tables, log lines, traces). */
  readonly shown?: string;
  readonly language: "promql" | "logql" | "loglines" | "traceql";
  /** The query with Grafana's variables in it. */
  readonly text: string;
  /** Asked for the present only, not over the time range. */
  readonly instant: boolean;
}

/** A panel as it is shipped, beside what it was declared as. */
export interface ShippedPanel {
  readonly page: Page;
  readonly panel: PagePanel;
  readonly unit: string | undefined;
  readonly questions: readonly ShippedQuestion[];
}

const targetSchema = z.looseObject({
  expr: z.string().optional(),
  query: z.string().optional(),
  instant: z.boolean().optional(),
  queryType: z.string().optional(),
  legendFormat: z.string().optional(),
});
const dashboardSchema = z.looseObject({
  panels: z.array(
    z.looseObject({
      type: z.string(),
      title: z.string().optional(),
      targets: z.array(targetSchema).default([]),
      fieldConfig: z
        .looseObject({ defaults: z.looseObject({ unit: z.string().optional() }).default({}) })
        .optional(),
    }),
  ),
});

/** The panels of all dashboards, each with the queries that its JSON holds. */
export function shippedPanels({ pages, dashboards }: Content): readonly ShippedPanel[] {
  return pages.flatMap((page) => {
    const declared = page.rows.flatMap(({ panels }) => panels);
    const { panels } = dashboardSchema.parse(JSON.parse(dashboards[page.file] ?? '{"panels":[]}'));
    const shipped = panels.filter(({ type }) => type !== "row" && type !== "text");
    return declared.map((panel, i): ShippedPanel => {
      const one = shipped[i];
      const questions = Object.entries(panel.queries).map(([legend, { language }], j) => {
        const target = one?.targets[j];
        const text = target?.expr ?? target?.query ?? "";
        const instant = target?.instant === true || target?.queryType === "instant";
        const shown = target?.legendFormat;
        return { legend, language, text, instant, ...(shown === undefined ? {} : { shown }) };
      });
      return { page, panel, unit: one?.fieldConfig?.defaults.unit, questions };
    });
  });
}

/** Values of Grafana's variables while a panel is asked; a variable without one is at "All". */
export type Choice = Readonly<Record<string, string>>;

/** A chosen value as Grafana writes it into a query: quoted as a pattern, then as a string. */
function pattern(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, "\\\\$&");
}

/** The query as Grafana sends it: `step` is its interval, at least four scrapes long for a rate. */
export function interpolated(
  text: string,
  choice: Choice,
  { step, range }: { step: number; range: number },
): string {
  const builtIn: Readonly<Record<string, string>> = {
    __rate_interval: `${Math.max(60, step + 15)}s`,
    __interval: `${step}s`,
    __auto: `${Math.max(60, step)}s`,
    __range: `${range}s`,
  };
  return text.replace(/\$(\w+)/g, (whole, name: string) => {
    if (name in builtIn) return builtIn[name] ?? whole;
    const chosen = choice[name];
    return chosen === undefined ? ".*" : pattern(chosen);
  });
}

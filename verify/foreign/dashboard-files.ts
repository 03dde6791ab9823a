import { z } from "zod";
import type { Document } from "./documents";
import type { Variable } from "./variables";
import { variablesOf } from "./variables";

/** A query of a panel of somebody else's dashboard. */
export interface ForeignQuery {
  readonly file: string;
  readonly dashboard: string;
  readonly panel: string;
  readonly text: string;
  /** `prometheus`, `loki`, …; undefined where the dashboard does not say. */
  readonly source: string | undefined;
  readonly variables: readonly Variable[];
}

const sourceSchema = z
  .union([
    z.looseObject({ type: z.string().optional() }).transform(({ type }) => type),
    z.string().transform(() => undefined),
  ])
  .nullish();
const targetSchema = z.looseObject({ expr: z.string().optional(), datasource: sourceSchema });

interface Panel {
  readonly title?: string | undefined;
  readonly datasource?: string | null | undefined;
  readonly targets?: readonly z.infer<typeof targetSchema>[] | null | undefined;
  /** Of a row that is folded. */
  readonly panels?: readonly Panel[] | null | undefined;
}

const panelSchema: z.ZodType<Panel> = z.lazy(() =>
  z.looseObject({
    title: z.string().optional(),
    datasource: sourceSchema,
    targets: z.array(targetSchema).nullish(),
    panels: z.array(panelSchema).nullish(),
  }),
);
const dashboardSchema = z.looseObject({
  title: z.string(),
  panels: z.array(panelSchema).optional(),
  /** Before Grafana 5. */
  rows: z.array(z.looseObject({ panels: z.array(panelSchema).nullish() })).optional(),
  templating: z.looseObject({ list: z.array(z.unknown()).nullish() }).optional(),
});
const configMapSchema = z.looseObject({
  kind: z.literal("ConfigMap"),
  data: z.record(z.string(), z.string()),
});

function allPanels(panels: readonly Panel[]): readonly Panel[] {
  return panels.flatMap((panel) => [panel, ...allPanels(panel.panels ?? [])]);
}

function queriesOfDashboard(file: string, content: unknown): readonly ForeignQuery[] {
  const read = dashboardSchema.safeParse(content);
  if (!read.success || !(read.data.panels ?? read.data.rows)) return [];
  const { title, panels = [], rows = [], templating } = read.data;
  const variables = variablesOf(templating?.list ?? []);
  return allPanels([...panels, ...rows.flatMap((row) => row.panels ?? [])]).flatMap((panel) =>
    (panel.targets ?? []).flatMap(({ expr, datasource }) =>
      expr === undefined || expr.trim() === ""
        ? []
        : [
            {
              file,
              dashboard: title,
              panel: panel.title || "(no title)",
              text: expr,
              source: datasource ?? panel.datasource ?? undefined,
              variables,
            },
          ],
    ),
  );
}

/** The queries of a document: a dashboard's JSON, or a ConfigMap that holds such; none where it is something else. */
export function queriesOf({ file, content }: Document): readonly ForeignQuery[] {
  const configMap = configMapSchema.safeParse(content);
  if (!configMap.success) return queriesOfDashboard(file, content);
  return Object.entries(configMap.data.data)
    .filter(([name]) => name.endsWith(".json"))
    .flatMap(([name, text]) => queriesOfDashboard(`${file}: ${name}`, JSON.parse(text)));
}

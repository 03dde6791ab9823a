import { z } from "zod";
import type { Content } from "../content";
import type { Kind } from "./mutant";

const targetSchema = z.looseObject({ expr: z.string().optional(), legendFormat: z.string().optional() });
const panelSchema = z.looseObject({
  type: z.string(),
  title: z.string().optional(),
  targets: z.array(targetSchema).optional(),
  fieldConfig: z.looseObject({ defaults: z.looseObject({ unit: z.string().optional() }) }).optional(),
});
const dashboardSchema = z.looseObject({ panels: z.array(panelSchema) });
type Panel = z.infer<typeof panelSchema>;

/** A kind that changes one panel of a shipped dashboard. */
function panelKind(name: string, change: (panel: Panel) => Panel | undefined): Kind {
  return {
    name,
    area: "panels",
    sites: (content) =>
      Object.entries(content.dashboards).flatMap(([file, text]) => {
        const parsed = dashboardSchema.parse(JSON.parse(text));
        return parsed.panels.flatMap((panel, i) => {
          const changed = change(panel);
          if (changed === undefined) return [];
          const panels = parsed.panels.map((one, j) => (j === i ? changed : one));
          return [
            {
              subject: `${file}: ${panel.title}`,
              break: () => withDashboard(content, file, { ...parsed, panels }),
            },
          ];
        });
      }),
  };
}

function withDashboard(content: Content, file: string, changed: unknown): Content {
  return { ...content, dashboards: { ...content.dashboards, [file]: JSON.stringify(changed) } };
}

function query(panel: Panel, change: (expr: string) => string): Panel | undefined {
  const [first, ...rest] = panel.targets ?? [];
  if (first?.expr === undefined || change(first.expr) === first.expr) return undefined;
  return { ...panel, targets: [{ ...first, expr: change(first.expr) }, ...rest] };
}

/** Ways to break shipped dashboards. */
export const panelKinds: readonly Kind[] = [
  panelKind("panel query dropped", (panel) =>
    panel.targets?.length ? { ...panel, targets: [] } : undefined,
  ),
  panelKind("panel of a wrong metric", (panel) =>
    query(panel, (expr) => expr.replace(/\b([a-z]\w+)\{/, "$1_gone{")),
  ),
  panelKind("panel of a wrong service", (panel) =>
    query(panel, (expr) => expr.replaceAll(/service="[^"]*"/g, 'service="another"')),
  ),
  panelKind("panel that hides absence", (panel) =>
    query(panel, (expr) => (/^\{|\|/.test(expr) ? expr : `(${expr}) or vector(0)`)),
  ),
  panelKind("panel with a wrong unit", (panel) => {
    const defaults = panel.fieldConfig?.defaults;
    if (!defaults?.unit || panel.type === "heatmap") return undefined;
    return { ...panel, fieldConfig: { ...panel.fieldConfig, defaults: { ...defaults, unit: "lengthft" } } };
  }),
  panelKind("panel with a wrong legend", (panel) => {
    const [first, ...rest] = panel.targets ?? [];
    if (!first?.legendFormat?.includes("{{")) return undefined;
    const legendFormat = first.legendFormat.replaceAll(/\{\{\w+\}\}/g, "{{nothing}}");
    return { ...panel, targets: [{ ...first, legendFormat }, ...rest] };
  }),
  panelKind("panel with a broken query", (panel) => query(panel, (expr) => `${expr})`)),
];

/** A kind that changes the text of one runbook. */
function runbookKind(name: string, change: (markdown: string) => string | undefined): Kind {
  return {
    name,
    area: "runbooks",
    sites: (content) =>
      Object.entries(content.runbooks).flatMap(([path, markdown]) => {
        const changed = change(markdown);
        if (changed === markdown) return [];
        const { [path]: _, ...others } = content.runbooks;
        const runbooks = changed === undefined ? others : { ...others, [path]: changed };
        return [{ subject: path, break: () => ({ ...content, runbooks }) }];
      }),
  };
}

/** Ways to break runbooks. */
export const runbookKinds: readonly Kind[] = [
  runbookKind("runbook dropped", () => undefined),
  runbookKind("runbook section dropped", (text) => text.replace(/^## Mitigation\n.*?(?=^## )/ms, "")),
  runbookKind("runbook step dropped", (text) => text.replace(/^1\. .*\n/m, "")),
  runbookKind("runbook of another query", (text) =>
    text.replace(/(```\w+ql\n.*?)\b(sum|max|rate|count_over_time)\b/s, "$1min"),
  ),
  runbookKind("runbook with a dead link", (text) =>
    text.replace(/\/d\/belfry-(\w+)-\w+/, "/d/belfry-$1-none"),
  ),
  runbookKind("runbook of nobody", (text) => text.replace(/^Team \S+/m, "Somebody")),
];

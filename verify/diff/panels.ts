import { z } from "zod";
import type { Service } from "../../declaration/service";
import type { Content } from "../content";
import { answer } from "../panels/answer";
import { ailmentsOf } from "../panels/prove";
import type { ShippedQuestion } from "../panels/questions";
import { shippedPanels } from "../panels/questions";
import type { Ailment, StoreEngines, Stores } from "../panels/store";
import { environmentOf, fillStores } from "../panels/store";
import type { ResultSeries } from "../servers/results";
import type { Change } from "./change";
import type { Shipped } from "./shipped";

const targetSchema = z.looseObject({
  expr: z.string().optional(),
  query: z.string().optional(),
  instant: z.boolean().optional(),
  queryType: z.string().optional(),
  legendFormat: z.string().default(""),
  datasource: z.looseObject({ type: z.string() }).optional(),
});
const dashboardSchema = z.looseObject({
  title: z.string(),
  panels: z.array(
    z.looseObject({
      type: z.string(),
      title: z.string().default(""),
      targets: z.array(targetSchema).default([]),
    }),
  ),
});
type Target = z.infer<typeof targetSchema>;

const languages: Readonly<Record<string, ShippedQuestion["language"]>> = { loki: "logql", tempo: "traceql" };

function questionOf({ expr, query, instant, queryType, legendFormat, datasource }: Target): ShippedQuestion {
  return {
    legend: legendFormat,
    language: languages[datasource?.type ?? ""] ?? "promql",
    text: expr ?? query ?? "",
    instant: instant === true || queryType === "instant",
  };
}

type Panels = ReadonlyMap<string, readonly ShippedQuestion[]>;

/** The panels of a state by `dashboard: panel`, each with what it asks; of those that share a name, all questions. */
export function panelsOf({ dashboards }: Shipped): Panels {
  const panels = new Map<string, ShippedQuestion[]>();
  for (const [file, text] of Object.entries(dashboards)) {
    const { title, panels: all } = dashboardSchema.parse(JSON.parse(text));
    // A runbook shows what its alert and its service show elsewhere.
    if (file.includes("runbooks/")) continue;
    for (const panel of all.filter(({ targets }) => targets.length > 0)) {
      const key = `${title}: ${panel.title}`;
      panels.set(key, [...(panels.get(key) ?? []), ...panel.targets.map(questionOf)]);
    }
  }
  return panels;
}

interface ChangedPanel {
  readonly subject: string;
  readonly before: readonly ShippedQuestion[];
  readonly after: readonly ShippedQuestion[];
}

/** The panels that ask something else than before. */
function rewrittenPanels(before: Shipped, after: Shipped): readonly ChangedPanel[] {
  const [was, is] = [panelsOf(before), panelsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((subject) => {
    const panel = { subject, before: was.get(subject) ?? [], after: is.get(subject) ?? [] };
    return JSON.stringify(panel.before) === JSON.stringify(panel.after) ? [] : [panel];
  });
}

/** Services of which the changed questions read something; all of them where a question names none. */
function servicesAsked(changed: readonly ChangedPanel[], services: readonly Service[]): readonly Service[] {
  const texts = changed.flatMap(({ before, after }) => [...before, ...after].map(({ text }) => text));
  const named = texts.map((text) => services.filter(({ origin }) => text.includes(`"${origin.service}"`)));
  return named.every((some) => some.length > 0) ? [...new Set(named.flat())] : services;
}

async function asked(
  stores: Stores,
  questions: readonly ShippedQuestion[],
  environment: string,
): Promise<readonly ResultSeries[]> {
  const results: ResultSeries[] = [];
  for (const question of questions)
    results.push(...(await answer(stores, question, { environment }, stores.now)));
  return results.filter(({ points }) => points.length > 0);
}

function amounts(results: readonly ResultSeries[]): string {
  const values = results.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const shown = (value: number) => Number(value.toPrecision(4));
  const lines = results.length === 1 ? "1 line" : `${results.length} lines`;
  if (values.length === 0) return results.length === 0 ? "no data" : `${lines} without a number`;
  return `${lines} between ${shown(Math.min(...values))} and ${shown(Math.max(...values))}`;
}

function told(
  when: string,
  before: readonly ResultSeries[],
  after: readonly ResultSeries[],
): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [`${when}: ${amounts(after)}, was ${amounts(before)}`];
}

async function effectsOf(stores: Stores, changed: ChangedPanel, ailments: readonly Ailment[]) {
  const days = ["local", ...ailments.map(environmentOf)];
  const seen: string[] = [];
  for (const day of days) {
    const when = day === "local" ? "on a normal day" : `under ${day}`;
    const was = await asked(stores, changed.before, day);
    seen.push(...told(when, was, await asked(stores, changed.after, day)));
  }
  if (changed.before.length === 0) return ["it is new", ...seen];
  if (changed.after.length === 0) return ["it is gone", ...seen];
  return seen.length > 0 ? seen : ["it asks otherwise, and shows the same"];
}

/** The panels that ask something else than before, and what they now show over the same stores. */
export async function changedPanels(
  before: Shipped,
  after: Content,
  engines: StoreEngines,
): Promise<readonly Change[]> {
  const changed = rewrittenPanels(before, after);
  if (changed.length === 0) return [];
  const services = servicesAsked(changed, after.services);
  const shipped = new Map(shippedPanels(after).map((one) => [`${one.page.title}: ${one.panel.title}`, one]));
  const ailmentsFor = ({ subject }: ChangedPanel) => {
    const panel = shipped.get(subject);
    return panel ? ailmentsOf(panel, services) : [];
  };
  // What is asked, and what is recorded of: nobody looks at the rest of a fault.
  const asks = changed.flatMap((panel) => [...panel.before, ...panel.after].map(({ text }) => text));
  const reads = new Set(
    [...asks, ...Object.values(after.rules)].flatMap((text) => text.match(/[a-zA-Z_:][\w:]*/g) ?? []),
  );
  const ailments = new Map(
    changed.flatMap(ailmentsFor).map((one) => [environmentOf(one), { ...one, reads }]),
  );
  const stores = await fillStores({ ...after, ...engines, services, ailments: [...ailments.values()] });
  try {
    const changes: Change[] = [];
    for (const panel of changed) {
      changes.push({ subject: panel.subject, effects: await effectsOf(stores, panel, ailmentsFor(panel)) });
    }
    return changes;
  } finally {
    await stores.prometheus.stop();
  }
}

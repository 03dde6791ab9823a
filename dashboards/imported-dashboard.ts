import { z } from "zod";
import { dashboardUid } from "../declaration/identity";
import type { Problem } from "../declaration/problem";
import type { Service } from "../declaration/service";
import { syntaxErrors } from "../queries/syntax";
import { tagsOf } from "./address";
import { dataSources } from "./datasources";

/** Grafana refuses longer ones. */
const longestUid = 40;

const dashboard = z.looseObject({
  title: z.string().min(1),
  uid: z.string().nullish(),
  tags: z.array(z.string()).default([]),
  panels: z.array(z.unknown()).min(1),
});

/** A dashboard that a team already has. */
export interface DashboardText {
  /** By which errors name it. */
  readonly file: string;
  readonly text: string;
}

export interface ImportedDashboard {
  readonly uid: string;
  readonly text: string;
}

/** Fills in what Grafana fills in, as far as the grammar minds. */
function asSent(query: string): string {
  return query.replaceAll(/\[\s*\$\{?\w+\}?/g, "[5m").replaceAll(/\$\{\w+(:\w+)?\}|\$\w+/g, "x");
}

/** Calls back with each object of the dashboard: panels lie in rows, queries in panels. */
function visit(value: unknown, see: (one: Readonly<Record<string, unknown>>) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) see(Object.fromEntries(Object.entries(value)));
  for (const inner of Object.values(value)) visit(inner, see);
}

const source = z.looseObject({ type: z.string() });
const panel = z.looseObject({
  title: z.string().default("without a title"),
  datasource: z.unknown().optional(),
});
const query = z.looseObject({ expr: z.string(), datasource: z.unknown().optional() });

function languageOf(datasource: unknown): "logql" | "promql" {
  return source.safeParse(datasource).data?.type === "loki" ? "logql" : "promql";
}

function queryProblems(file: string, content: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  visit(content, ({ targets, ...shown }) => {
    const { title, datasource } = panel.parse(shown);
    for (const target of Array.isArray(targets) ? targets : []) {
      const read = query.safeParse(target);
      if (!read.success) continue;
      const language = languageOf(read.data.datasource ?? datasource);
      for (const error of syntaxErrors(language, asSent(read.data.expr)))
        problems.push({
          place: `${file}, panel ${title}`,
          problem: `its query is no ${language === "logql" ? "LogQL" : "PromQL"} ${error}`,
          fix: "mend the query",
        });
    }
  });
  return problems;
}

/** Somebody else's data sources are not here: those of belfry stand in for each by its type. */
function ourSources(key: string, value: unknown): unknown {
  const source = z.looseObject({ type: z.enum(["prometheus", "loki", "tempo"]) }).safeParse(value);
  return key === "datasource" && source.success
    ? { ...source.data, uid: dataSources[source.data.type].uid }
    : value;
}

/** The dashboard with its owner's tags and belfry's data sources; or everything that is wrong with it. */
export function importedDashboard(
  { file, text }: DashboardText,
  service: Service,
): ImportedDashboard | { readonly problems: readonly Problem[] } {
  const refuse = (problem: string, fix: string) => ({ problems: [{ place: file, problem, fix }] });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return refuse(`is no JSON: ${error instanceof Error ? error.message : error}`, "mend it, or take it out");
  }
  const read = dashboard.safeParse(content);
  if (!read.success)
    return refuse("is no dashboard: it has no title or no panels", "take it out of the folder");
  const { id: _, __inputs, __requires, ...kept } = read.data;
  const uid = kept.uid || dashboardUid("board", `${service.id}/imported/${file}`);
  if (uid.length > longestUid)
    return refuse(`has a uid of ${uid.length} characters: ${uid}`, `give it one of at most ${longestUid}`);
  const problems = queryProblems(file, kept.panels);
  if (problems.length > 0) return { problems };
  const tags = [...new Set([...kept.tags, ...tagsOf(service)])];
  return { uid, text: `${JSON.stringify({ ...kept, uid, tags }, ourSources, 2)}\n` };
}

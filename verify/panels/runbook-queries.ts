import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import { answer } from "./answer";
import type { ShippedQuestion } from "./questions";
import type { Stores } from "./store";

/** A query that a runbook gives to whoever is woken. */
interface RunbookQuery {
  /** The runbook that gives it; others may give the same. */
  readonly path: string;
  readonly language: ShippedQuestion["language"];
  readonly text: string;
  /** It is what an alert over logs counts: there is none of it while all is well. */
  readonly counted: boolean;
}

/** As alerts/runbooks.ts calls them. */
const countedTitle = "The lines that it counts:";
const fence = /```(promql|logql|traceql)\n(.*?)\n```/gs;

/** Each query once: hundreds of runbooks share the lines and traces of their service. */
function queriesOf({ runbooks }: Content): readonly RunbookQuery[] {
  const all = Object.entries(runbooks).flatMap(([path, markdown]) =>
    [...markdown.matchAll(fence)].map(([, language = "", text = ""]): RunbookQuery => {
      const lines = language === "logql" && text.startsWith("{");
      return {
        path,
        text,
        counted: markdown.includes(`${countedTitle}\n\n\`\`\`logql\n${text}\n`),
        language: language === "logql" ? (lines ? "loglines" : "logql") : asMetrics(language),
      };
    }),
  );
  // The last of a text is kept: that of a runbook whose alert does not count it.
  const counting = [...all].sort((a, b) => Number(b.counted) - Number(a.counted));
  return [...new Map(counting.map((query) => [query.text, query])).values()];
}

function asMetrics(language: string): "promql" | "traceql" {
  return language === "traceql" ? "traceql" : "promql";
}

/** `system/service/Alert` of `system/service/Alert.md`. */
function subjectOf({ path }: RunbookQuery): string {
  return path.replace(/\.md$/, "");
}

/** The engine that would answer a query and is not there. */
function lacking(stores: Stores, { language }: RunbookQuery): string | undefined {
  if (language === "promql") return undefined;
  const [engine, there] = language === "traceql" ? ["tempo", stores.tempo] : ["loki", stores.loki];
  return there === undefined ? `${engine} cannot be had` : undefined;
}

function skippedQuery(query: RunbookQuery, detail: string): Check {
  const claim = `its ${query.language} query is taken`;
  return { area: "runbooks", subject: subjectOf(query), claim, outcome: "skipped", detail };
}

/** Every query of every runbook, where there is nobody to ask. */
export function skippedRunbookQueries(content: Content, detail: string): readonly Check[] {
  return queriesOf(content).map((query) => skippedQuery(query, detail));
}

/** Proves that the servers take every query of every runbook, and that its lines and traces are there to be found. */
export async function proveRunbookQueries(stores: Stores, content: Content): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const query of queriesOf(content)) {
    const detail = lacking(stores, query);
    if (detail !== undefined) {
      checks.push(skippedQuery(query, detail));
      continue;
    }
    const says = (claim: string, problem: string | undefined) =>
      checks.push(check("runbooks", subjectOf(query), claim, problem && `${problem}: ${query.text}`));
    const question: ShippedQuestion = { legend: "", instant: query.language === "promql", ...query };
    const found = await answer(stores, question, {}, stores.now).catch((error: Error) => error.message);
    says(`its ${query.language} query is taken`, typeof found === "string" ? found : undefined);
    // What an alert asks is empty while all is well; error lines and failed requests are there on every day.
    if (query.language === "promql" || query.language === "logql" || typeof found === "string") continue;
    if (query.counted) continue;
    says(`its ${query.language} query finds something`, found.length > 0 ? undefined : "no data");
  }
  return checks;
}

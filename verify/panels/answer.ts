import type { ResultSeries } from "../servers/results";
import { resultSeries } from "../servers/results";
import { ask } from "../servers/server";
import type { Choice, ShippedQuestion } from "./questions";
import { interpolated } from "./questions";
import type { Stores } from "./store";
import { panelTenant } from "./store";
import { tracesFound } from "./traces";

const hour = 3600;
const step = 60;

const answered = new WeakMap<Stores, Map<string, Promise<readonly ResultSeries[]>>>();

/** What a question answers at a time; the time range is the hour before it. Many panels ask the same. */
export function answer(
  stores: Stores,
  question: ShippedQuestion,
  choice: Choice,
  now: number,
): Promise<readonly ResultSeries[]> {
  const query = interpolated(question.text, choice, { step, range: hour });
  const known = answered.get(stores) ?? new Map<string, Promise<readonly ResultSeries[]>>();
  answered.set(stores, known);
  const key = JSON.stringify([question.language, question.instant, query, now]);
  const found = known.get(key) ?? asked(stores, question, query, now);
  known.set(key, found);
  return found;
}

async function asked(
  stores: Stores,
  question: ShippedQuestion,
  query: string,
  now: number,
): Promise<readonly ResultSeries[]> {
  if (question.language === "traceql") return stores.tempo ? tracesFound(stores.tempo, query, now) : [];
  const over = { start: String(now - hour), end: String(now), step: String(step) };
  const form = new URLSearchParams(question.instant ? { query, time: String(now) } : { query, ...over });
  const kind = question.instant ? "query" : "query_range";
  if (question.language === "promql") {
    return resultSeries(await ask(`${stores.prometheus.url}/api/v1/${kind}?${form}`));
  }
  const headers = { "x-scope-orgid": panelTenant };
  return stores.loki
    ? resultSeries(await ask(`${stores.loki.url}/loki/api/v1/${kind}?${form}`, { headers }))
    : [];
}

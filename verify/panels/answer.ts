import type { ResultSeries } from "../servers/results";
import { resultSeries } from "../servers/results";
import type { Choice, ShippedQuestion } from "./questions";
import { interpolated } from "./questions";
import type { Stores } from "./store";
import { panelTenant } from "./store";
import { timedAsk } from "./timed-ask";
import { tracesFound } from "./traces";

const hour = 3600;
const step = 60;

/** What a question was answered, and how long that took. */
export interface Answer {
  readonly results: readonly ResultSeries[];
  readonly seconds: number;
}

const answered = new WeakMap<Stores, Map<string, Promise<Answer>>>();

/** What a question answers at a time; the time range is the hour before it. Many panels ask the same. */
export function timedAnswer(
  stores: Stores,
  question: ShippedQuestion,
  choice: Choice,
  now: number,
): Promise<Answer> {
  const query = interpolated(question.text, choice, { step, range: hour });
  const known = answered.get(stores) ?? new Map<string, Promise<Answer>>();
  answered.set(stores, known);
  const key = JSON.stringify([question.language, question.instant, query, now]);
  const found = known.get(key) ?? asked(stores, question, query, now);
  known.set(key, found);
  return found;
}

/** The same without its time. */
export async function answer(
  stores: Stores,
  question: ShippedQuestion,
  choice: Choice,
  now: number,
): Promise<readonly ResultSeries[]> {
  return (await timedAnswer(stores, question, choice, now)).results;
}

async function asked(stores: Stores, question: ShippedQuestion, query: string, now: number): Promise<Answer> {
  if (question.language === "traceql") {
    if (!stores.tempo) return { results: [], seconds: 0 };
    return tracesFound(stores.tempo, query, { now, isPresent: now === stores.now });
  }
  const over = { start: String(now - hour), end: String(now), step: String(step) };
  const form = new URLSearchParams(question.instant ? { query, time: String(now) } : { query, ...over });
  const kind = question.instant ? "query" : "query_range";
  if (question.language === "promql") return numbers(`${stores.prometheus.url}/api/v1/${kind}?${form}`, {});
  if (!stores.loki) return { results: [], seconds: 0 };
  return numbers(`${stores.loki.url}/loki/api/v1/${kind}?${form}`, { "x-scope-orgid": panelTenant });
}

async function numbers(url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const { body, seconds } = await timedAsk(url, headers);
  return { results: resultSeries(body), seconds };
}

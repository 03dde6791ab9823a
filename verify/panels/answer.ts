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

/** Whoever opens a dashboard is to see it within so many seconds; what takes longer is given up. */
export const longestSeconds = 3;

/** What a question was answered, and how long that took; of several attempts the longest. */
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
  if (question.language === "traceql")
    return stores.tempo
      ? tracesFound(stores.tempo, query, { now, isPresent: now === stores.now, longestSeconds })
      : { results: [], seconds: 0 };
  const server = question.language === "promql" ? stores.prometheus : stores.loki;
  if (!server) return { results: [], seconds: 0 };
  const over = { start: String(now - hour), end: String(now), step: String(step) };
  const form = new URLSearchParams(question.instant ? { query, time: String(now) } : { query, ...over });
  const kind = question.instant ? "query" : "query_range";
  const began = performance.now();
  const body =
    question.language === "promql"
      ? await ask(`${server.url}/api/v1/${kind}?${form}`, { seconds: longestSeconds })
      : await ask(`${server.url}/loki/api/v1/${kind}?${form}`, {
          headers: { "x-scope-orgid": panelTenant },
          seconds: longestSeconds,
        });
  return { results: resultSeries(body), seconds: (performance.now() - began) / 1000 };
}

import type { Message } from "../../../simulator/inbox/message";
import type { TestStack } from "./stack-process";

type Labels = Readonly<Record<string, string>>;

/** Where servers are asked: a local stack, or a cluster. */
export type Servers = Pick<TestStack, "url">;

/** A sample of an instant query. */
export interface Sample {
  readonly metric: Labels;
  readonly value: number;
}

export interface Target {
  readonly scrapePool: string;
  readonly labels: Labels;
  readonly health: "up" | "down" | "unknown";
  readonly scrapeInterval: string;
  readonly scrapeUrl: string;
  readonly lastError: string;
}

export interface Exemplar {
  readonly labels: Labels;
  readonly value: string;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly {
    readonly name: string;
    readonly type: "alerting" | "recording";
    readonly query: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
    readonly health: "ok" | "err" | "unknown";
    readonly lastError?: string;
  }[];
}

/** A log line: the stream's labels and its structured metadata together. */
export interface LogLine {
  readonly labels: Labels;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** A trace that a search found. */
export interface FoundTrace {
  readonly traceID: string;
  readonly rootServiceName: string;
  readonly rootTraceName: string;
  readonly startTimeUnixNano: string;
}

/** The JSON of an answer; one without a body is an empty object. */
export async function json<T>(url: string, init?: RequestInit): Promise<T> {
  const ask = () => fetch(url, { signal: AbortSignal.timeout(10_000), ...init });
  // A server may close a connection that has been idle in the very moment in which it is used again.
  const answer = await ask().catch((error: unknown) => {
    if (error instanceof Error && /other side closed|ECONNRESET/.test(String(error.cause))) return ask();
    throw error;
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text || "{}") as T;
}

function get<T>(stack: Servers, unit: string, path: string, query: Labels = {}): Promise<T> {
  return json(`${stack.url(unit)}${path}?${new URLSearchParams(query)}`);
}

/** Prometheus' instant query. */
export async function promQuery(stack: Servers, query: string): Promise<readonly Sample[]> {
  type Answer = { data: { result: { metric: Labels; value: [number, string] }[] } };
  const { data } = await get<Answer>(stack, "prometheus", "/api/v1/query", { query });
  return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

/** The raw samples of a range selector (`up[1m]`): times in seconds, and values. */
export async function promRange(
  stack: Servers,
  query: string,
): Promise<readonly { metric: Labels; times: readonly number[]; values: readonly number[] }[]> {
  type Answer = { data: { result: { metric: Labels; values: [number, string][] }[] } };
  const { data } = await get<Answer>(stack, "prometheus", "/api/v1/query", { query });
  return data.result.map(({ metric, values }) => ({
    metric,
    times: values.map(([time]) => time),
    values: values.map(([, value]) => Number(value)),
  }));
}

/** The one value of a query that has one, 0 where it has none. */
export async function promValue(stack: Servers, query: string): Promise<number> {
  const [sample, ...more] = await promQuery(stack, query);
  if (more.length > 0) throw new Error(`${query} has ${more.length + 1} series`);
  return sample?.value ?? 0;
}

export async function promTargets(stack: Servers): Promise<readonly Target[]> {
  type Answer = { data: { activeTargets: Target[] } };
  const { data } = await get<Answer>(stack, "prometheus", "/api/v1/targets", { state: "active" });
  return data.activeTargets;
}

/** Rules of Prometheus. */
export async function promRules(stack: Servers): Promise<readonly RuleGroup[]> {
  type Answer = { data: { groups: RuleGroup[] } };
  return (await get<Answer>(stack, "prometheus", "/api/v1/rules")).data.groups;
}

/** Rules of Loki's ruler. */
export async function lokiRules(stack: Servers): Promise<readonly RuleGroup[]> {
  type Answer = { data: { groups: RuleGroup[] } };
  return (await get<Answer>(stack, "loki", "/prometheus/api/v1/rules")).data.groups;
}

/** Exemplars of the last ten minutes, with the labels of their series. */
export async function promExemplars(
  stack: Servers,
  query: string,
): Promise<readonly { series: Labels; exemplars: readonly Exemplar[] }[]> {
  type Answer = { data: { seriesLabels: Labels; exemplars: Exemplar[] }[] };
  const now = Date.now() / 1000;
  const range = { start: String(now - 600), end: String(now) };
  const { data } = await get<Answer>(stack, "prometheus", "/api/v1/query_exemplars", { query, ...range });
  return data.map(({ seriesLabels, exemplars }) => ({ series: seriesLabels, exemplars }));
}

/** Log lines between two times (milliseconds); by default those of the last ten minutes. */
export async function logLines(
  stack: Servers,
  query: string,
  from = Date.now() - 600_000,
  to = Date.now() + 60_000,
): Promise<readonly LogLine[]> {
  type Answer = { data: { result: { stream: Labels; values: [string, string][] }[] } };
  const range = { start: `${from}000000`, end: `${to}000000`, limit: "5000" };
  const { data } = await get<Answer>(stack, "loki", "/loki/api/v1/query_range", { query, ...range });
  return data.result.flatMap(({ stream, values }) =>
    values.map(([time, text]) => ({ labels: stream, text, time: Number(BigInt(time) / 1_000_000n) })),
  );
}

/** Up to 1,000 traces since a time (milliseconds) that a TraceQL search finds; by default of the last ten minutes. */
export async function traces(
  stack: Servers,
  query: string,
  from = Date.now() - 600_000,
): Promise<readonly FoundTrace[]> {
  const seconds = { start: String(Math.floor(from / 1000)), end: String(Math.ceil(Date.now() / 1000) + 60) };
  const search = { q: query, limit: "1000", ...seconds };
  return (await get<{ traces?: FoundTrace[] }>(stack, "tempo", "/api/search", search)).traces ?? [];
}

export interface FoundSpan {
  readonly name: string;
  readonly kind?: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** The spans of a trace; an id may lack its leading zeros. */
export async function spansOfTrace(stack: Servers, id: string): Promise<readonly FoundSpan[]> {
  type Value = { stringValue?: string; intValue?: string; doubleValue?: number };
  type Span = { name: string; kind?: string; attributes?: { key: string; value: Value }[] };
  type Answer = { trace?: { resourceSpans?: { scopeSpans: { spans: Span[] }[] }[] } };
  const { trace } = await get<Answer>(stack, "tempo", `/api/v2/traces/${id.padStart(32, "0")}`);
  const spans = (trace?.resourceSpans ?? []).flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap((scope) => scope.spans),
  );
  return spans.map(({ name, kind, attributes = [] }) => ({
    name,
    ...(kind === undefined ? {} : { kind }),
    attributes: Object.fromEntries(
      attributes.map(({ key, value }) => [
        key,
        value.stringValue ?? Number(value.intValue ?? value.doubleValue ?? Number.NaN),
      ]),
    ),
  }));
}

/** Messages that alerts sent. */
export function messages(stack: Servers, filter: Labels): Promise<readonly Message[]> {
  return get(stack, "inbox", "/messages", filter);
}

function control(stack: Servers, service: string, path: string, init: RequestInit): Promise<unknown> {
  return json(`${stack.url(`simulator-${service}`, "control")}${path}`, init);
}

/** Switches a fault of a simulated service on. */
export async function setFault(stack: Servers, service: string, fault: string, amount?: number) {
  const body = JSON.stringify(amount === undefined ? {} : { amount });
  await control(stack, service, `/faults/${fault}`, { method: "PUT", body });
}

/** Switches one of them off. */
export async function clearFault(stack: TestStack, service: string, fault: string) {
  await control(stack, service, `/faults/${fault}`, { method: "DELETE" });
}

/** Switches all of them off. */
export async function clearFaults(stack: Servers, service: string) {
  await control(stack, service, "/faults", { method: "DELETE" });
}

/** Sets how many times the normal load there is. */
export async function setLoad(stack: Servers, service: string, times: number) {
  await control(stack, service, "/load", { method: "PUT", body: JSON.stringify({ times }) });
}

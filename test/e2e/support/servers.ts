import type { TestStack } from "./stack-process";

/** A sample of an instant query. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

async function json(url: string, init?: RequestInit): Promise<any> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

/** Instant query to Prometheus. */
export async function promQuery(stack: TestStack, query: string): Promise<readonly Sample[]> {
  const url = `${stack.url("prometheus")}/api/v1/query?query=${encodeURIComponent(query)}`;
  const { data } = await json(url);
  return data.result.map((one: any) => ({ metric: one.metric, value: Number(one.value[1]) }));
}

export async function promTargets(stack: TestStack): Promise<readonly any[]> {
  return (await json(`${stack.url("prometheus")}/api/v1/targets?state=active`)).data.activeTargets;
}

export async function promRules(stack: TestStack): Promise<readonly any[]> {
  return (await json(`${stack.url("prometheus")}/api/v1/rules`)).data.groups;
}

/** Exemplars of the last minutes. */
export async function promExemplars(stack: TestStack, query: string): Promise<readonly any[]> {
  const now = Date.now() / 1000;
  const range = `start=${now - 600}&end=${now}`;
  return (await json(`${stack.url("prometheus")}/api/v1/query_exemplars?query=${encodeURIComponent(query)}&${range}`))
    .data;
}

/** Log lines of the last ten minutes: the stream's labels and structured metadata together, and the text. */
export async function logLines(
  stack: TestStack,
  query: string,
): Promise<readonly { labels: Readonly<Record<string, string>>; line: string }[]> {
  const now = Date.now();
  const range = `start=${(now - 600_000) * 1e6}&end=${(now + 60_000) * 1e6}&limit=200`;
  const url = `${stack.url("loki")}/loki/api/v1/query_range?query=${encodeURIComponent(query)}&${range}`;
  const { data } = await json(url);
  return data.result.flatMap((stream: any) =>
    stream.values.map(([, line]: [string, string]) => ({ labels: stream.stream, line })),
  );
}

/** Traces that a TraceQL search finds. */
export async function traces(stack: TestStack, query: string): Promise<readonly any[]> {
  const now = Math.floor(Date.now() / 1000);
  const url = `${stack.url("tempo")}/api/search?q=${encodeURIComponent(query)}&start=${now - 600}&end=${now + 60}`;
  return (await json(url)).traces ?? [];
}

export async function trace(stack: TestStack, id: string): Promise<any> {
  return json(`${stack.url("tempo")}/api/v2/traces/${id}`);
}

/** Messages that alerts sent. */
export async function messages(stack: TestStack, filter: Readonly<Record<string, string>>): Promise<readonly any[]> {
  const answer = await json(`${stack.url("inbox")}/messages?${new URLSearchParams(filter)}`);
  return Array.isArray(answer) ? answer : answer.messages;
}

/** Switches a fault of a simulated service. */
export async function setFault(stack: TestStack, service: string, fault: string, amount?: number): Promise<void> {
  await json(`${stack.url(`simulator-${service}`, "control")}/faults/${fault}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(amount === undefined ? {} : { amount }),
  });
}

export async function clearFaults(stack: TestStack, service: string): Promise<void> {
  await json(`${stack.url(`simulator-${service}`, "control")}/faults`, { method: "DELETE" });
}

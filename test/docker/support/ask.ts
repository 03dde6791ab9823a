import type { RuleGroup, Servers } from "../../e2e/support/servers";
import { inside, published } from "./running";

const numbers: Readonly<Record<string, number>> = { prometheus: 9090, alertmanager: 9093, inbox: 8025 };

/** The servers that publish a port, as the end-to-end tests ask them. */
export const servers: Servers = { url: (unit) => published(numbers[unit] ?? 0) };

/** Up to five lines of the last hour. */
export async function lines(selector: string): Promise<readonly string[]> {
  const search = new URLSearchParams({ query: selector, since: "1h", limit: "5" });
  const answer: { data: { result: { values: [string, string][] }[] } } = JSON.parse(
    await inside("loki:3100", `/loki/api/v1/query_range?${search}`),
  );
  return answer.data.result.flatMap(({ values }) => values.map(([, text]) => text));
}

/** How many traces of a service are found, five at most. */
export async function tracesOf(service: string): Promise<number> {
  const search = new URLSearchParams({ q: `{ resource.service = "${service}" }`, limit: "5" });
  return JSON.parse(await inside("tempo:3200", `/api/search?${search}`)).traces?.length ?? 0;
}

/** Rules of Loki's ruler. */
export async function logRules(): Promise<readonly RuleGroup[]> {
  return JSON.parse(await inside("loki:3100", "/prometheus/api/v1/rules")).data.groups;
}

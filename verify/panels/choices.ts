import { z } from "zod";
import { ask } from "../servers/server";
import type { Choice, ShippedPanel } from "./questions";
import { interpolated } from "./questions";
import type { Stores } from "./store";

const valuesAnswer = z.looseObject({ data: z.array(z.string()) });
const known = new WeakMap<Stores, Map<string, Promise<readonly string[]>>>();

/** What Grafana offers for `label_values(selection, label)` or `label_values(label)`. */
async function labelValues(stores: Stores, query: string, environment: string): Promise<readonly string[]> {
  const [, selection, label = ""] = /^label_values\((?:(.*), )?(\w+)\)$/s.exec(query) ?? [];
  const chosen = interpolated(selection ?? "", { environment }, { step: 60, range: 3600 });
  const match = selection ? `?${new URLSearchParams({ "match[]": chosen })}` : "";
  const url = `${stores.prometheus.url}/api/v1/label/${label}/values${match}`;
  return valuesAnswer.parse(await ask(url)).data;
}

function remembered(stores: Stores, query: string, environment: string): Promise<readonly string[]> {
  const all = known.get(stores) ?? new Map<string, Promise<readonly string[]>>();
  known.set(stores, all);
  const key = `${environment} ${query}`;
  const values = all.get(key) ?? labelValues(stores, query, environment);
  all.set(key, values);
  return values;
}

/** "All", and each value of each variable that the panel's questions name, in one environment: that of the normal day or of a fault. */
export async function choicesOf(
  stores: Stores,
  { page, questions }: ShippedPanel,
  environment: string,
): Promise<readonly Choice[]> {
  const named = page.variables.filter(({ name }) => questions.some(({ text }) => text.includes(`$${name}`)));
  const choices: Choice[] = [{ environment }];
  for (const variable of named.filter(({ name }) => name !== "environment")) {
    const values = await remembered(stores, variable.values, environment);
    for (const value of values) choices.push({ environment, [variable.name]: value });
  }
  return choices;
}

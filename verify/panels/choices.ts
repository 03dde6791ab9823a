import { z } from "zod";
import { ask } from "../servers/server";
import type { Choice, ShippedPanel } from "./questions";
import { interpolated } from "./questions";
import type { Stores } from "./store";

const valuesAnswer = z.looseObject({ data: z.array(z.string()) });
const known = new WeakMap<Stores, Map<string, Promise<readonly string[]>>>();

/** What Grafana offers for `label_values(selection, label)` or `label_values(label)`. */
async function labelValues(stores: Stores, query: string): Promise<readonly string[]> {
  const [, selection, label = ""] = /^label_values\((?:(.*), )?(\w+)\)$/s.exec(query) ?? [];
  const chosen = interpolated(selection ?? "", { environment: "local" }, { step: 60, range: 3600 });
  const match = selection ? `?${new URLSearchParams({ "match[]": chosen })}` : "";
  return valuesAnswer.parse(await ask(`${stores.prometheus.url}/api/v1/label/${label}/values${match}`)).data;
}

function remembered(stores: Stores, query: string): Promise<readonly string[]> {
  const all = known.get(stores) ?? new Map<string, Promise<readonly string[]>>();
  known.set(stores, all);
  const values = all.get(query) ?? labelValues(stores, query);
  all.set(query, values);
  return values;
}

/** "All", and each value of each variable that the panel's questions name; the environment is that of the normal day. */
export async function choicesOf(
  stores: Stores,
  { page, questions }: ShippedPanel,
): Promise<readonly Choice[]> {
  const named = page.variables.filter(({ name }) => questions.some(({ text }) => text.includes(`$${name}`)));
  const well = { environment: "local" };
  const choices: Choice[] = [well];
  for (const variable of named.filter(({ name }) => !(name in well))) {
    const values = await remembered(stores, variable.values);
    for (const value of values) choices.push({ ...well, [variable.name]: value });
  }
  return choices;
}

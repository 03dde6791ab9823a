import { z } from "zod";

/** A variable of a dashboard and values that it may have. */
export interface Variable {
  readonly name: string;
  readonly values: readonly string[];
}

const variableSchema = z.looseObject({
  name: z.string(),
  type: z.string().optional(),
  query: z.unknown().optional(),
  options: z.array(z.looseObject({ value: z.unknown().optional() })).nullish(),
});

/** Kinds of which the dashboard itself names the values; those of others are found in the data, where any will do. */
const named = new Set(["custom", "constant", "interval", "textbox"]);
const any = ["x"];
const mostValues = 4;

function valuesOf({ type = "query", options, query }: z.infer<typeof variableSchema>): readonly string[] {
  if (!named.has(type)) return any;
  const offered = (options ?? [])
    .map(({ value }) => String(value))
    .filter((value) => !value.startsWith("$__"));
  const listed = typeof query === "string" && query !== "" ? query.split(",").map((one) => one.trim()) : [];
  // `name : value` in the list of a custom variable.
  const plain = listed.map((one) => one.split(" : ").at(-1) ?? one).filter((one) => !one.startsWith("$__"));
  const values = [...new Set([...offered, ...plain])].slice(0, mostValues);
  return values.length > 0 ? values : any;
}

export function variablesOf(list: readonly unknown[]): readonly Variable[] {
  return list.flatMap((one) => {
    const read = variableSchema.safeParse(one);
    return read.success ? [{ name: read.data.name, values: valuesOf(read.data) }] : [];
  });
}

/** What Grafana itself puts in, with an interval of a minute over an hour. */
const builtIn: Readonly<Record<string, string>> = {
  ...{ __rate_interval: "5m", __interval: "1m", __range: "1h", __interval_ms: "60000" },
  ...{ __range_s: "3600", __range_ms: "3600000", __from: "1704884400000", __to: "1704888000000" },
};

/** `$name`, `${name}`, `${name:format}`, `[[name]]`. */
const use = /\$\{(\w+)(?::[^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]|\$(\w+)/g;

/** The query with values in place of its variables: one text a choice of them. Names those that nobody defines. */
export function interpolated(
  text: string,
  variables: readonly Variable[],
): { readonly texts: readonly string[]; readonly undefinedNames: readonly string[] } {
  const undefinedNames = new Set<string>();
  const filled = (choice: number) =>
    text.replace(use, (whole, braced, bracketed, plain) => {
      const name: string = braced ?? bracketed ?? plain;
      const values = variables.find((one) => one.name === name)?.values;
      const value = builtIn[name] ?? values?.[choice % values.length];
      // `$1` is what label_replace has matched.
      if (value === undefined && !/^\d+$/.test(name)) undefinedNames.add(name);
      return value ?? whole;
    });
  const choices = Math.max(1, ...variables.map(({ values }) => values.length));
  const texts = [...new Set(Array.from({ length: choices }, (_, i) => filled(i)))];
  return { texts, undefinedNames: [...undefinedNames] };
}

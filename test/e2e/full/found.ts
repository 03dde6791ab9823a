import { logLines, promRange, type Servers, traces } from "../support/servers";

/** Values of a series of the last quarter of an hour. */
export async function foundSamples(stack: Servers, selector: string): Promise<ReadonlySet<number>> {
  const series = await promRange(stack, `${selector}[15m]`);
  return new Set(series.flatMap(({ values }) => values));
}

/** The numbers at the end of the lines `<run> <number>`; Loki's own lines tell of the queries for them. */
export async function foundLines(stack: Servers, run: string, since: number): Promise<ReadonlySet<number>> {
  const lines = await logLines(stack, `{service=~".+",service!="loki"} |= "${run}"`, since);
  return new Set(lines.map(({ text }) => Number(/ (\d+)$/.exec(text)?.[1])));
}

/** The numbers at the end of the spans `<run> <number>`, each the root of a trace of its own. */
export async function foundSpans(stack: Servers, run: string, since: number): Promise<ReadonlySet<number>> {
  const found = await traces(stack, `{ name =~ "${run} .*" }`, since);
  return new Set(found.map(({ rootTraceName }) => Number(/ (\d+)$/.exec(rootTraceName)?.[1])));
}

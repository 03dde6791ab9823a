import { logLines, promRange, spansOfTrace } from "../support/servers";
import type { TestStack } from "../support/stack-process";

/** Values of a series of the last quarter of an hour. */
export async function foundSamples(stack: TestStack, selector: string): Promise<ReadonlySet<number>> {
  const series = await promRange(stack, `${selector}[15m]`);
  return new Set(series.flatMap(({ values }) => values));
}

/** The numbers at the end of the lines `<run> <number>`. */
export async function foundLines(stack: TestStack, run: string, since: number): Promise<ReadonlySet<number>> {
  const lines = await logLines(stack, `{service=~".+"} |= "${run}"`, since);
  return new Set(lines.map(({ text }) => Number(/ (\d+)$/.exec(text)?.[1])));
}

/** Which of some traces are there. */
export async function foundTraces(stack: TestStack, ids: readonly string[]): Promise<ReadonlySet<number>> {
  const found = await Promise.all(
    ids.map(async (id) => {
      const spans = await spansOfTrace(stack, id).catch(() => []);
      return spans.length > 0;
    }),
  );
  return new Set(found.flatMap((there, number) => (there ? [number] : [])));
}

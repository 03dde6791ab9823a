import { z } from "zod";
import { ask } from "../unit-url";

const sample = z.tuple([z.number(), z.string()]);
const vectorAnswer = z.looseObject({
  data: z.looseObject({
    result: z.array(z.looseObject({ metric: z.record(z.string(), z.string()), value: sample })),
  }),
});
const matrixAnswer = z.looseObject({
  data: z.looseObject({
    result: z.array(z.looseObject({ metric: z.record(z.string(), z.string()), values: z.array(sample) })),
  }),
});

/** A series and its value now. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a Prometheus answers to a query now. */
export async function instant(url: string, query: string, at: Date): Promise<readonly Sample[]> {
  const form = new URLSearchParams({ query, time: String(at.getTime() / 1000) });
  const { data } = vectorAnswer.parse(await ask(`${url}/api/v1/query?${form}`));
  return data.result.map(({ metric, value: [, text] }) => ({ labels: metric, value: Number(text) }));
}

/** The values of a query's only series over a time, by Unix time. */
export async function history(
  url: string,
  query: string,
  { from, to, stepSeconds }: { readonly from: Date; readonly to: Date; readonly stepSeconds: number },
): Promise<ReadonlyMap<number, number>> {
  const form = new URLSearchParams({
    ...{ query, step: String(stepSeconds) },
    ...{ start: String(from.getTime() / 1000), end: String(to.getTime() / 1000) },
  });
  const { data } = matrixAnswer.parse(await ask(`${url}/api/v1/query_range?${form}`));
  return new Map((data.result[0]?.values ?? []).map(([time, text]) => [time, Number(text)]));
}

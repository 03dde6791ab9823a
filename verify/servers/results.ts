import { z } from "zod";

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);

/** What Prometheus and Loki answer to a query of numbers. */
export const numbersAnswer = z.looseObject({
  data: z.discriminatedUnion("resultType", [
    z.looseObject({
      resultType: z.literal("matrix"),
      result: z.array(z.looseObject({ metric: labels, values: z.array(point).default([]) })),
    }),
    z.looseObject({
      resultType: z.literal("vector"),
      result: z.array(z.looseObject({ metric: labels, value: point })),
    }),
    z.looseObject({ resultType: z.literal("scalar"), result: point }),
    z.looseObject({
      resultType: z.literal("streams"),
      result: z.array(z.looseObject({ stream: labels, values: z.array(z.array(z.unknown())) })),
    }),
  ]),
});

/** One line of an answer: its labels and its values over time (a log line counts as 1). */
export interface ResultSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix time in seconds → value. */
  readonly points: readonly (readonly [number, number])[];
}

/** Reads an answer of either server in one form. */
export function resultSeries(answer: unknown): readonly ResultSeries[] {
  const { data } = numbersAnswer.parse(answer);
  switch (data.resultType) {
    case "matrix":
      return data.result.map(({ metric, values }) => ({
        labels: metric,
        points: values.map(([time, value]) => [time, Number(value)] as const),
      }));
    case "vector":
      return data.result.map(({ metric, value: [time, value] }) => ({
        labels: metric,
        points: [[time, Number(value)] as const],
      }));
    case "scalar":
      return [{ labels: {}, points: [[data.result[0], Number(data.result[1])]] }];
    case "streams":
      return data.result.map(({ stream, values }) => ({
        labels: stream,
        points: values.map(([time]) => [Number(time) / 1e9, 1] as const),
      }));
  }
}

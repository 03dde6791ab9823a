import { z } from "zod";
import { ask } from "../unit-url";

const rulesAnswer = z.looseObject({
  data: z.looseObject({
    groups: z.array(
      z.looseObject({
        name: z.string(),
        file: z.string(),
        interval: z.number(),
        rules: z.array(z.looseObject({ evaluationTime: z.number() })),
      }),
    ),
  }),
});

/** What SLOs cost a Prometheus. */
export interface RuleCost {
  readonly slos: number;
  /** Rules of an SLO, recorded series and alerts together. */
  readonly rules: number;
  readonly evaluationsPerMinute: number;
  /** Milliseconds of evaluating that an SLO takes a minute. */
  readonly msPerMinute: number;
}

/** Of the groups that a Prometheus runs those of SLOs, by the SLO. */
export async function sloCost(prometheus: string, slos: number): Promise<RuleCost> {
  const { data } = rulesAnswer.parse(await ask(`${prometheus}/api/v1/rules`));
  const groups = data.groups.filter(({ file }) => file.endsWith(".slo.yaml"));
  const sum = (of: (group: (typeof groups)[number]) => number) =>
    groups.reduce((total, group) => total + of(group), 0) / slos;
  return {
    slos,
    rules: sum(({ rules }) => rules.length),
    evaluationsPerMinute: sum(({ rules, interval }) => (rules.length * 60) / interval),
    msPerMinute: sum(
      ({ rules, interval }) =>
        (rules.reduce((total, { evaluationTime }) => total + evaluationTime, 0) * 1000 * 60) / interval,
    ),
  };
}

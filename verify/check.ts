/** What is proven by one kind of engine. */
export const areas = ["alerts", "panels", "routing", "runbooks", "weight"] as const;
export type Area = (typeof areas)[number];

/** One claim and whether it holds. */
export interface Check {
  readonly area: Area;
  /** What it is about: `pulsecal/pulsecal-api/HighErrorRate`. */
  readonly subject: string;
  /** `fires under errors`. */
  readonly claim: string;
  /** Skipped where the engine that would prove it cannot be had. */
  readonly outcome: "passed" | "failed" | "skipped";
  /** What was found instead, and what to do about it. */
  readonly detail?: string;
  /** Seconds that the slowest answer took, where the claim is about time. */
  readonly seconds?: number;
  /** Of a panel's question to Prometheus: whether what was played tells the numbers that it must show. */
  readonly numberKnown?: boolean;
}

/** A claim that holds if there is nothing to say against it. */
export function check(area: Area, subject: string, claim: string, problem: string | undefined): Check {
  return problem === undefined
    ? { area, subject, claim, outcome: "passed" }
    : { area, subject, claim, outcome: "failed", detail: problem };
}

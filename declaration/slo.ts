import type { LabelSpecs } from "../telemetry/labels";
import type { Histogram, Metric, MetricFacts } from "../telemetry/metrics";
import type { Duration } from "../telemetry/units";
import type { BurnTier } from "./burn-tier";

/** Faults of the service, by name, that spend the budget, by the fastest tier that they reach. */
export type SpentUnder = { readonly [T in BurnTier]?: readonly [string, ...string[]] };

/** A promise: of all events, this share is good. */
export interface Slo {
  readonly name: string;
  readonly kind: "availability" | "latency" | "uptime";
  /** Share of good events, above 0 and below 1. */
  readonly objective: number;
  readonly window: Duration;
  /** Counters, several are added; or a 0/1 gauge, whose samples are the events. */
  readonly good?: readonly MetricFacts[];
  readonly bad?: readonly MetricFacts[];
  readonly total: readonly MetricFacts[];
  /** What good events keep to, where they are observations of a histogram; in its unit. */
  readonly within?: number;
  /** What happens physically when it is broken; each tier's alert fires under the faults of its own and of faster tiers. */
  readonly spentUnder: SpentUnder;
  readonly description: string;
  /** What to check first when its budget burns: the first steps of its alerts' runbooks. */
  readonly diagnosis?: readonly string[];
}

interface Objective {
  readonly name?: string;
  readonly objective: number;
  /** @default "30d" */
  readonly window?: Duration;
  readonly spentUnder: SpentUnder;
  readonly description: string;
  readonly diagnosis?: readonly string[];
}

type Counter = Metric<"counter", LabelSpecs> | MetricFacts;

/** So many of all requests succeed. Name the bad ones: a service without errors has no series of them. */
export function availability(slo: Objective & { bad: readonly Counter[]; total: readonly Counter[] }): Slo {
  return { name: "availability", kind: "availability", window: "30d", ...slo };
}

/** So many of all requests end in time: within a bucket boundary of the histogram, any time where it is native. */
export function latency<L extends LabelSpecs, B extends number>(
  slo: Objective & { of: Histogram<L, B>; within: NoInfer<B> },
): Slo {
  const { of, ...promise } = slo;
  const of30Days = { name: "latency", kind: "latency", window: "30d" } as const;
  return { ...of30Days, ...promise, good: [of.native ? of : of.upTo(promise.within)], total: [of] };
}

/** A 0/1 gauge (`probe_success`) is 1 for so much of the time. */
export function uptime<L extends LabelSpecs>(slo: Objective & { of: Metric<"gauge", L> }): Slo {
  const { of, ...promise } = slo;
  return { name: "uptime", kind: "uptime", window: "30d", ...promise, good: [of], total: [of] };
}

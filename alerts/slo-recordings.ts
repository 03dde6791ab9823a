import type { BurnTier } from "../declaration/burn-tier";
import { burnWindows, fewestEvents } from "../declaration/error-budget";
import type { Service } from "../declaration/service";
import type { Slo } from "../declaration/slo";
import { sloSeries } from "../declaration/slo-series";
import { noLessThan, sampled, value } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import type { Metric } from "../telemetry/metrics";
import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";
import { badEvents, events, place } from "./slo-events";

/** A series that Prometheus records; its labels say `system`, `service` and `slo`. */
export interface Recording {
  readonly record: string;
  readonly of: PromQuery;
  readonly labels: Readonly<Record<string, string>>;
}

type Recorded = Metric<"gauge", { readonly slo: readonly string[] }>;

/** How often a window looks at what is recorded every 15 s: finer than it needs costs memory and changes nothing. */
export function stepOf(window: Duration): Duration {
  return seconds(window) <= seconds("6h") ? "1m" : "5m";
}

/** Goes on at 0 while nothing is left to count: a gap would make the rest of a window weigh more than it is. */
function unbroken(query: PromQuery<string>, recorded: Recorded): PromQuery<string> {
  return query.or(
    value(recorded)
      .sum(...place)
      .times(0),
  );
}

/** The mean since the events began, which is what a window of which the beginning is missing would have held. */
function usual(recorded: Recorded, window: Duration): PromQuery<string> {
  return sampled("avg", recorded, window, stepOf(window)).sum(...place);
}

/** The mean over the whole window: time before the first sample counts as 0. */
function spread(recorded: Recorded, window: Duration): PromQuery<string> {
  const step = stepOf(window);
  const looks = seconds(window) / seconds(step);
  return sampled("sum", recorded, window, step)
    .sum(...place)
    .dividedBy(looks);
}

/** One hour is read from the events themselves: what is averaged first is seen minutes later. */
function badOver(slo: Slo, tier: BurnTier, errors: Recorded, all: PromQuery<string>): PromQuery<string> {
  const { long } = burnWindows[tier];
  return tier === "fast" ? badEvents(slo, long).or(all.times(0)) : spread(errors, long);
}

function ratioOf(slo: Slo, tier: BurnTier, errors: Recorded, all: Recorded): PromQuery<string> {
  const { long } = burnWindows[tier];
  const held = usual(all, long);
  const least = noLessThan(held, fewestEvents(tier, slo) / seconds(long));
  return badOver(slo, tier, errors, held).dividedBy(least, "ratio");
}

function named(service: Service, slo: Slo): (metric: Recorded, of: PromQuery<string>) => Recording {
  const labels = { ...service.origin, slo: slo.name };
  return ({ series }, of) => ({ record: series, of, labels });
}

/**
 * What the alerts of an SLO read, in the order in which it is evaluated: six series. A time from which there are no
 * samples yet counts as good, at the traffic seen since: a Prometheus that has just begun alerts after the same time
 * as one that has run for a month. Only in the first five minutes is a service judged more severely, since its
 * traffic seems less than it is.
 */
export function burnRecordings(service: Service, slo: Slo): readonly Recording[] {
  const m = sloSeries(service.origin, slo);
  const record = named(service, slo);
  const all = events(slo, "5m");
  return [
    record(m.events, unbroken(all, m.events)),
    record(m.errors, unbroken(badEvents(slo, "5m").or(all.times(0)), m.errors)),
    record(m.fast, ratioOf(slo, "fast", m.errors, m.events)),
    record(m.moderate, ratioOf(slo, "moderate", m.errors, m.events)),
    record(m.slow, ratioOf(slo, "slow", m.errors, m.events)),
    record(m.creeping, ratioOf(slo, "creeping", m.errors, m.events)),
  ];
}

/** What is left of the budget is told from one series more, which reads a month and is evaluated less often. */
export function budgetRecording(service: Service, slo: Slo): Recording {
  const m = sloSeries(service.origin, slo);
  const held = usual(m.events, slo.window);
  return named(service, slo)(m.whole, spread(m.errors, slo.window).dividedBy(held.above(0), "ratio"));
}

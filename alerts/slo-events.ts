import type { Slo } from "../declaration/slo";
import { observations, observationsAbove } from "../queries/histogram";
import { added, rate, sampled } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import type { MetricFacts } from "../telemetry/metrics";
import { counterOf, gaugeOf, histogramOf } from "../telemetry/metrics";
import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";

/** An SLO is that of a service in one place. */
export const place = ["environment", "cluster"] as const;

/** How often a 0/1 gauge is looked at: each look is an event. */
const look: Duration = "15s";

function counted(counters: readonly MetricFacts[], range: Duration): PromQuery<string> {
  const [first, ...others] = counters.map((facts) => rate(counterOf(facts), range).sum(...place));
  if (first === undefined) throw new Error("An SLO counts nothing.");
  return added<string>(first, ...others);
}

function onlyOne({ name, total: [metric] }: Slo): MetricFacts {
  if (metric === undefined) throw new Error(`The SLO ${name} counts nothing.`);
  return metric;
}

/** Looks at a gauge per second: all of them, or those at which it is 1. */
function looks(how: "count" | "sum", facts: MetricFacts, range: Duration): PromQuery<string> {
  return sampled(how, gaugeOf(facts), range, look)
    .sum(...place)
    .dividedBy(seconds(range), "count/s");
}

/** Events per second; where the beginning of the range is missing, it has none. */
export function events(slo: Slo, range: Duration): PromQuery<string> {
  switch (slo.kind) {
    case "availability":
      return counted(slo.total, range);
    case "latency":
      return observations(histogramOf(onlyOne(slo)), range, ...place);
    case "uptime":
      return looks("count", onlyOne(slo), range);
  }
}

/** Bad events per second; no result where none was ever counted. */
export function badEvents(slo: Slo, range: Duration): PromQuery<string> {
  switch (slo.kind) {
    case "availability":
      return counted(slo.bad ?? [], range);
    case "latency":
      return observationsAbove(histogramOf(onlyOne(slo)), slo.within ?? 0, range, ...place);
    case "uptime":
      return events(slo, range).minus(looks("sum", onlyOne(slo), range));
  }
}

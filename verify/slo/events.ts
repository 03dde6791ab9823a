import type { Service } from "../../declaration/service";
import type { Slo } from "../../declaration/slo";
import type { Matcher } from "../../telemetry/labels";
import type { MetricFacts } from "../../telemetry/metrics";
import { boundText } from "../series/registry";
import type { Labels, Series } from "../series/series";

/** Good and bad events of each step, in fractions too: nothing is left to chance. */
export interface Events {
  readonly good: readonly number[];
  readonly bad: readonly number[];
}

function fits({ operator, value }: Matcher, text: string): boolean {
  const isPattern = operator.endsWith("~");
  const same = isPattern ? new RegExp(`^(?:${value})$`).test(text) : text === value;
  return same === (operator === "=" || operator === "=~");
}

/** A value for each label that all of `wanted` allow and, where there are any, not all of `unwanted`. */
function labelsOf({ labels }: MetricFacts, wanted: readonly Matcher[], unwanted: readonly Matcher[]): Labels {
  const own = Object.entries(labels).map(([label, spec]) => {
    // Of a label that is only bounded, examples are known; a query may name other values.
    const asked = wanted
      .filter((one) => one.label === label && one.operator === "=")
      .map(({ value }) => value);
    const values = [...("examples" in spec ? spec.examples : spec), ...asked];
    const fitting = values.filter((text) => wanted.every((one) => one.label !== label || fits(one, text)));
    const against = unwanted.filter((one) => one.label === label);
    const other = fitting.filter((text) => against.length === 0 || !against.every((one) => fits(one, text)));
    return [label, other[0] ?? fitting[0] ?? values[0] ?? ""] as const;
  });
  return Object.fromEntries(own);
}

function summed(amounts: readonly number[]): readonly number[] {
  let sum = 0;
  return amounts.map((amount) => {
    sum += amount;
    return sum;
  });
}

function together({ good, bad }: Events): readonly number[] {
  return good.map((amount, i) => amount + (bad[i] ?? 0));
}

function first(metrics: readonly MetricFacts[] | undefined, slo: Slo): MetricFacts {
  const [metric] = metrics ?? [];
  if (!metric) throw new Error(`The SLO ${slo.name} counts nothing.`);
  return metric;
}

function requests(slo: Slo, common: Labels, events: Events): readonly Series[] {
  const [total, bad] = [first(slo.total, slo), first(slo.bad, slo)];
  const series = ({ series: name }: MetricFacts, labels: Labels, amounts: readonly number[]): Series => ({
    name,
    labels: { ...common, ...labels },
    samples: summed(amounts),
  });
  if (total.series !== bad.series) {
    return [
      series(total, labelsOf(total, total.matchers, []), together(events)),
      series(bad, labelsOf(bad, bad.matchers, []), events.bad),
    ];
  }
  return [
    series(total, labelsOf(total, total.matchers, bad.matchers), events.good),
    series(total, labelsOf(total, [...total.matchers, ...bad.matchers], []), events.bad),
  ];
}

function durations(slo: Slo, service: Service, common: Labels, events: Events): readonly Series[] {
  const metric = first(slo.total, slo);
  const labels = { ...common, ...labelsOf(metric, metric.matchers, []) };
  const all = summed(together(events));
  const good = summed(events.good);
  const scraped = service.delivery.by === "scrape";
  const buckets = (metric.buckets ?? []).map((bound): Series => {
    const samples = bound >= (slo.within ?? 0) ? good : good.map(() => 0);
    return { name: `${metric.series}_bucket`, labels: { ...labels, le: boundText(bound, scraped) }, samples };
  });
  return [
    ...buckets,
    { name: `${metric.series}_bucket`, labels: { ...labels, le: "+Inf" }, samples: all },
    { name: `${metric.series}_count`, labels, samples: all },
  ];
}

/** A probe fails or it does not: as many fail as the share says, evenly spread. */
function looks(slo: Slo, common: Labels, { good, bad }: Events): readonly Series[] {
  const metric = first(slo.total, slo);
  let owed = 0;
  const samples = good.map((amount, i) => {
    const failed = bad[i] ?? 0;
    owed += amount + failed === 0 ? 0 : failed / (amount + failed);
    if (owed < 0.999999) return 1;
    owed -= 1;
    return 0;
  });
  return [{ name: metric.series, labels: { ...common, ...labelsOf(metric, metric.matchers, []) }, samples }];
}

/** The series by which an SLO counts such events. */
export function countedBy(service: Service, slo: Slo, place: Labels, events: Events): readonly Series[] {
  const common = { ...service.origin, ...place };
  switch (slo.kind) {
    case "availability":
      return requests(slo, common, events);
    case "latency":
      return durations(slo, service, common, events);
    case "uptime":
      return looks(slo, common, events);
  }
}

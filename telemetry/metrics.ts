import type { LabelSpecs, Matcher, Where } from "./labels";
import { cardinality, matchers } from "./labels";
import type { Unit } from "./units";

/** Who emits a piece of telemetry. Labels `system` and `service` of everything it sends. */
export interface Origin {
  readonly system: string;
  readonly service: string;
}

export type MetricKind = "counter" | "gauge" | "histogram";

/** Labels that the stack adds to every series, so any query may group by them. */
export const commonLabels = ["system", "service", "environment", "cluster", "instance", "job"] as const;
export type CommonLabel = (typeof commonLabels)[number];

/** A metric, or the part of it that `where` has left. */
export interface Metric<K extends MetricKind = MetricKind, L extends LabelSpecs = LabelSpecs> {
  readonly kind: K;
  /** The name as the service emits it (`user.registration`). */
  readonly name: string;
  /** The name under which Prometheus stores it (`user_registration`, `…_bucket`). */
  readonly series: string;
  readonly help: string;
  readonly unit: Unit;
  readonly labels: L;
  /** Most combinations of label values at a time. @default the product of the labels' values */
  readonly atMost?: number;
  readonly origin: Origin;
  readonly matchers: readonly Matcher[];
  /** Narrows the metric to some label values. A label that is not declared does not compile. */
  where(where: Where<L>): Metric<K, L>;
}

/** A histogram; `count`, `sum` and `upTo` are the counters that it is made of. */
export interface Histogram<L extends LabelSpecs = LabelSpecs, B extends number = number>
  extends Metric<"histogram", L> {
  /** Upper bounds in ascending order, without +Inf; empty for a native histogram. */
  readonly buckets: readonly B[];
  /** Native histograms have no `_bucket` series. */
  readonly native: boolean;
  readonly count: Metric<"counter", L>;
  readonly sum: Metric<"counter", L>;
  /** Observations of at most `bound`, which must be a bucket boundary. */
  upTo(bound: B): Metric<"counter", L>;
  where(where: Where<L>): Histogram<L, B>;
}

export type AnyMetric = Metric<MetricKind, LabelSpecs>;
/** Every metric of a service by a name of its own; each assignable to `Facts`, whatever its labels. */
export type MetricSet = Readonly<Record<string, MetricFacts>>;

/** What of a metric does not depend on its label types, so that lists of different metrics can be held. */
export interface MetricFacts {
  readonly kind: MetricKind;
  readonly name: string;
  readonly series: string;
  readonly help: string;
  readonly unit: Unit;
  readonly labels: LabelSpecs;
  readonly atMost?: number;
  readonly origin: Origin;
  readonly matchers: readonly Matcher[];
  readonly buckets?: readonly number[];
  readonly native?: boolean;
}

interface Options<L extends LabelSpecs> {
  /** One sentence, ends with a full stop; it is the HELP text. */
  readonly help: string;
  /** @default "count" */
  readonly unit?: Unit;
  /** @default no labels */
  readonly labels?: L;
  /** Most combinations of label values at a time, where labels depend on one another: a route has one method. */
  readonly atMost?: number;
}

interface HistogramOptions<L extends LabelSpecs, B extends number> extends Options<L> {
  /** Upper bounds, ascending; leave out for a native histogram. */
  readonly buckets?: readonly B[];
}

type NoLabels = Record<never, never>;

type Labelled<L extends LabelSpecs> = { readonly labels: L };

/**
 * Makes the metrics of one service. A metric without labels has a signature of its own: else its labels would be
 * inferred from the set that it is put into, and any label would compile.
 */
export interface MetricMaker {
  counter(name: string, options: Options<never>): Metric<"counter", NoLabels>;
  counter<const L extends LabelSpecs>(name: string, options: Options<L> & Labelled<L>): Metric<"counter", L>;
  gauge(name: string, options: Options<never>): Metric<"gauge", NoLabels>;
  gauge<const L extends LabelSpecs>(name: string, options: Options<L> & Labelled<L>): Metric<"gauge", L>;
  histogram<const B extends number = number>(
    name: string,
    options: HistogramOptions<never, B>,
  ): Histogram<NoLabels, B>;
  histogram<const L extends LabelSpecs, const B extends number = number>(
    name: string,
    options: HistogramOptions<L, B> & Labelled<L>,
  ): Histogram<L, B>;
}

type Selected = { readonly matchers: readonly Matcher[] };

function metric<K extends MetricKind, L extends LabelSpecs>(
  facts: Omit<Metric<K, L>, "where">,
): Metric<K, L> {
  return { ...facts, where: (where) => metric({ ...facts, ...narrowed(facts, where) }) };
}

function narrowed(facts: Selected, where: Where<LabelSpecs>): Selected {
  return { matchers: [...facts.matchers, ...matchers(where)] };
}

function histogram<L extends LabelSpecs, B extends number>(
  facts: Omit<Histogram<L, B>, "where" | "count" | "sum" | "upTo">,
): Histogram<L, B> {
  const part = (suffix: string, unit: Unit, extra: readonly Matcher[] = []): Metric<"counter", L> =>
    metric({
      kind: "counter",
      name: facts.name,
      series: `${facts.series}_${suffix}`,
      help: facts.help,
      unit,
      labels: facts.labels,
      ...bounded(facts),
      origin: facts.origin,
      matchers: [...facts.matchers, ...extra],
    });
  return {
    ...facts,
    count: part("count", "count"),
    sum: part("sum", facts.unit),
    upTo: (bound) => part("bucket", "count", [boundary(bound)]),
    where: (where) => histogram({ ...facts, ...narrowed(facts, where) }),
  };
}

function bounded({ atMost }: { readonly atMost?: number }): { readonly atMost?: number } {
  return atMost === undefined ? {} : { atMost };
}

/** Prometheus 3 stores `le="1"` of a scrape as `"1.0"`, what is pushed may keep `"1"`: a whole bound matches both. */
function boundary(bound: number): Matcher {
  if (!Number.isInteger(bound)) return { label: "le", operator: "=", value: String(bound) };
  return { label: "le", operator: "=~", value: `${bound}(\\.0)?` };
}

const noLabels: NoLabels = {};

/** The metrics of one service. Names may repeat between services, so each one carries its origin. */
export function metricsOf<M extends MetricSet>(origin: Origin, define: (make: MetricMaker) => M): M {
  const common = (name: string, options: { help: string; unit?: Unit; atMost?: number }) => ({
    name,
    series: name.replaceAll(".", "_"),
    help: options.help,
    unit: options.unit ?? "count",
    ...bounded(options),
    origin,
    matchers: [],
  });
  return define({
    counter: <L extends LabelSpecs>(name: string, options: Options<L>) =>
      metric<"counter", L>({ kind: "counter", ...common(name, options), labels: labelsOf(options) }),
    gauge: <L extends LabelSpecs>(name: string, options: Options<L>) =>
      metric<"gauge", L>({ kind: "gauge", ...common(name, options), labels: labelsOf(options) }),
    histogram: <L extends LabelSpecs, B extends number>(name: string, options: HistogramOptions<L, B>) =>
      histogram<L, B>({
        kind: "histogram",
        ...common(name, { unit: "seconds", ...options }),
        labels: labelsOf(options),
        buckets: options.buckets ?? [],
        native: options.buckets === undefined,
      }),
  });
}

/** The one cast of this folder: a metric declared without labels has the label type `{}`. */
function labelsOf<L extends LabelSpecs>(options: Options<L>): L {
  return options.labels ?? (noLabels as L);
}

function wrongKind(facts: MetricFacts, wanted: MetricKind): Error {
  return new Error(`${facts.origin.service}: ${facts.name} is a ${facts.kind}, a ${wanted} is needed here.`);
}

/** The counter of which a declaration holds the facts, so that a generator can query it. */
export function counterOf(facts: MetricFacts): Metric<"counter", LabelSpecs> {
  if (facts.kind !== "counter") throw wrongKind(facts, "counter");
  return metric<"counter", LabelSpecs>({ ...facts, kind: "counter" });
}

/** The gauge of which a declaration holds the facts. */
export function gaugeOf(facts: MetricFacts): Metric<"gauge", LabelSpecs> {
  if (facts.kind !== "gauge") throw wrongKind(facts, "gauge");
  return metric<"gauge", LabelSpecs>({ ...facts, kind: "gauge" });
}

/** The histogram of which a declaration holds the facts. */
export function histogramOf(facts: MetricFacts): Histogram<LabelSpecs, number> {
  if (facts.kind !== "histogram") throw wrongKind(facts, "histogram");
  const { buckets = [], native = false } = facts;
  return histogram<LabelSpecs, number>({ ...facts, kind: "histogram", buckets, native });
}

/** Most combinations of label values that a metric can have on one instance. */
export function combinations({ labels, atMost = Number.POSITIVE_INFINITY }: MetricFacts): number {
  const product = Object.values(labels).reduce((all, spec) => all * cardinality(spec), 1);
  return Math.min(product, atMost);
}

/** Most series that a metric can have on one instance: its combinations of label values, times its buckets. */
export function seriesBudget(facts: MetricFacts): number {
  if (facts.kind !== "histogram") return combinations(facts);
  return combinations(facts) * (facts.native ? 1 : (facts.buckets?.length ?? 0) + 3);
}

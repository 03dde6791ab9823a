import type { MetricFacts } from "../telemetry/metrics";

export type Labels = Readonly<Record<string, string>>;

/** The trace that an observation belongs to, where that trace is kept. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
}

/** What a service counts, observes and sets, on its way to Prometheus. */
export interface MetricSink {
  count(metric: MetricFacts, labels: Labels, by: number, exemplar?: Exemplar): void;
  observe(metric: MetricFacts, labels: Labels, value: number, exemplar?: Exemplar): void;
  set(metric: MetricFacts, labels: Labels, value: number): void;
  /** Sends what waits, and ends. */
  close(): Promise<void>;
}

/** For services that send no metrics. */
export const noMetrics: MetricSink = {
  count: () => undefined,
  observe: () => undefined,
  set: () => undefined,
  close: async () => undefined,
};

/** An error for a metric that the service emits without having declared it. */
export function undeclared(metric: MetricFacts): Error {
  return new Error(`The ${metric.kind} ${metric.series} is emitted, but not among the service's metrics.`);
}

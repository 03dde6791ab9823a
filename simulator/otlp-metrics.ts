import type { Counter, Gauge, Histogram } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import type { MetricDelivery, Service } from "../declaration/service";
import type { MetricFacts } from "../telemetry/metrics";
import { seconds } from "../telemetry/units";
import type { Labels, MetricSink } from "./metric-sink";
import { undeclared } from "./metric-sink";
import { resourceOf } from "./resource";

type Push = Extract<MetricDelivery, { by: "otlp" }>;

function providerOf(service: Service, delivery: Push, url: string): MeterProvider {
  const every = seconds(delivery.every) * 1000;
  const exporter = new OTLPMetricExporter({
    url: `${url}/v1/metrics`,
    temporalityPreference:
      delivery.temporality === "delta" ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
  });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: every,
    exportTimeoutMillis: Math.min(every, 10_000),
  });
  const native = Object.values(service.metrics).filter((metric) => metric.native);
  const views = native.map(({ name }) => ({
    instrumentName: name,
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM as const },
  }));
  return new MeterProvider({ resource: resourceOf(service, "otlp"), readers: [reader], views });
}

/** Pushes the declared metrics over OTLP/HTTP, under their declared names and without a unit that would be appended. */
export class OtlpMetrics implements MetricSink {
  readonly #provider: MeterProvider;
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor(service: Service, delivery: Push, url: string) {
    this.#provider = providerOf(service, delivery, url);
    const meter = this.#provider.getMeter("belfry-simulator");
    for (const { kind, name, series, help: description, buckets = [] } of Object.values(service.metrics)) {
      if (kind === "counter") this.#counters.set(series, meter.createCounter(name, { description }));
      if (kind === "gauge") this.#gauges.set(series, meter.createGauge(name, { description }));
      const advice = { explicitBucketBoundaries: [...buckets] };
      if (kind === "histogram") {
        this.#histograms.set(series, meter.createHistogram(name, { description, advice }));
      }
    }
  }

  count(metric: MetricFacts, labels: Labels, by: number): void {
    const counter = this.#counters.get(metric.series);
    if (!counter) throw undeclared(metric);
    counter.add(by, labels);
  }

  observe(metric: MetricFacts, labels: Labels, value: number): void {
    const histogram = this.#histograms.get(metric.series);
    if (!histogram) throw undeclared(metric);
    histogram.record(value, labels);
  }

  set(metric: MetricFacts, labels: Labels, value: number): void {
    const gauge = this.#gauges.get(metric.series);
    if (!gauge) throw undeclared(metric);
    gauge.record(value, labels);
  }

  close(): Promise<void> {
    return this.#provider.shutdown();
  }
}

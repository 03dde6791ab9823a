import type { RegistryContentType } from "prom-client";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Service } from "../declaration/service";
import type { MetricFacts } from "../telemetry/metrics";
import type { Exemplar, Labels, MetricSink } from "./metric-sink";
import { undeclared } from "./metric-sink";

/** Keeps the declared metrics, and nothing else, for Prometheus to scrape. */
export class PrometheusMetrics implements MetricSink {
  readonly #registry = new Registry<RegistryContentType>();
  readonly #exemplars: boolean;
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor(service: Service) {
    const metrics = Object.values(service.metrics);
    // Exemplars need OpenMetrics, in which prom-client gives every counter the ending _total: a service that
    // has others keeps the plain format, so that its names stay as they are declared.
    this.#exemplars = metrics.every(({ kind, name }) => kind !== "counter" || name.endsWith("_total"));
    if (this.#exemplars) this.#registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    for (const metric of metrics) this.#register(service.id, metric);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  count(metric: MetricFacts, labels: Labels, by: number, exemplar?: Exemplar): void {
    const counter = this.#counters.get(metric.series);
    if (!counter) throw undeclared(metric);
    if (this.#exemplars) counter.inc({ labels, value: by, ...exemplarLabels(exemplar) });
    else counter.inc(labels, by);
  }

  observe(metric: MetricFacts, labels: Labels, value: number, exemplar?: Exemplar): void {
    const histogram = this.#histograms.get(metric.series);
    if (!histogram) throw undeclared(metric);
    if (this.#exemplars) histogram.observe({ labels, value, ...exemplarLabels(exemplar) });
    else histogram.observe(labels, value);
  }

  set(metric: MetricFacts, labels: Labels, value: number): void {
    const gauge = this.#gauges.get(metric.series);
    if (!gauge) throw undeclared(metric);
    gauge.set(labels, value);
  }

  async close(): Promise<void> {}

  #register(service: string, metric: MetricFacts): void {
    const common = {
      name: metric.name,
      help: metric.help,
      labelNames: Object.keys(metric.labels),
      registers: [this.#registry],
    };
    if (metric.kind === "gauge") this.#gauges.set(metric.series, new Gauge(common));
    const enableExemplars = this.#exemplars;
    if (metric.kind === "counter") {
      this.#counters.set(metric.series, new Counter({ ...common, enableExemplars }));
    }
    if (metric.kind !== "histogram") return;
    if (metric.native) {
      const fix = "Fix: give it buckets, or deliver the metrics by otlp";
      throw new Error(`${service}: prom-client cannot serve the native histogram ${metric.name}. ${fix}.`);
    }
    const buckets = [...(metric.buckets ?? [])];
    this.#histograms.set(metric.series, new Histogram({ ...common, enableExemplars, buckets }));
  }
}

function exemplarLabels(exemplar: Exemplar | undefined) {
  return exemplar ? { exemplarLabels: { trace_id: exemplar.traceId, span_id: exemplar.spanId } } : {};
}

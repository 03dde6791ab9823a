import type { Span, Tracer } from "@opentelemetry/api";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import type { Call, Operation } from "../declaration/behaviour";
import type { Emission } from "../declaration/emission";
import type { Service } from "../declaration/service";
import type { Exemplar } from "./metric-sink";
import { resourceOf } from "./resource";

export type SpanEmission = Extract<Emission, { kind: "span" }>;

function samplerOf(service: Service, sampleAll: boolean) {
  if (!service.spans) return new AlwaysOffSampler();
  return sampleAll ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(service.spans.sampled);
}

/** One request's trace while the request is served. */
export class Trace {
  constructor(
    private readonly tracer: Tracer,
    private readonly root: Span,
    private readonly started: Date,
  ) {}

  get id(): string {
    return this.root.spanContext().traceId;
  }

  /** What points from a metric to this trace, if the trace is kept at all. */
  get exemplar(): Exemplar | undefined {
    const { traceId, spanId, traceFlags } = this.root.spanContext();
    return traceFlags & TraceFlags.SAMPLED ? { traceId, spanId } : undefined;
  }

  /** Ends the root span after the call's time; the children follow one another within it, each for its share. */
  end(call: Call, operation: Operation, children: readonly SpanEmission[]): void {
    const start = this.started.getTime();
    const length = call.seconds * 1000;
    const inRoot = trace.setSpan(ROOT_CONTEXT, this.root);
    let passed = 0;
    for (const { name, attributes, share } of children) {
      const from = Math.max(0, Math.min(passed, 1 - share));
      const to = Math.min(1, from + share);
      const child = this.tracer.startSpan(name, { startTime: start + from * length, attributes }, inRoot);
      child.end(start + to * length);
      passed = to;
    }
    this.root.setAttributes(operation.root?.attributes?.(call) ?? {});
    if (call.failed) this.root.setStatus({ code: SpanStatusCode.ERROR });
    this.root.end(start + length);
  }
}

/** Begins traces, samples them as declared, and sends them with the exporter. */
export class Tracing {
  readonly #provider: BasicTracerProvider;
  readonly #tracer: Tracer;

  constructor(service: Service, exporter: SpanExporter | undefined, sampleAll: boolean) {
    this.#provider = new BasicTracerProvider({
      resource: resourceOf(service, service.spans?.delivery.startsWith("jaeger") ? "jaeger" : "otlp"),
      sampler: samplerOf(service, sampleAll),
      spanProcessors: exporter ? [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1000 })] : [],
    });
    this.#tracer = this.#provider.getTracer("belfry-simulator", service.version);
  }

  begin(operation: Operation, started: Date): Trace {
    const name = operation.root?.name ?? operation.name;
    const root = this.#tracer.startSpan(
      name,
      { root: true, kind: SpanKind.SERVER, startTime: started },
      ROOT_CONTEXT,
    );
    return new Trace(this.#tracer, root, started);
  }

  /** Sends what waits, and ends. */
  close(): Promise<void> {
    return this.#provider.shutdown();
  }
}

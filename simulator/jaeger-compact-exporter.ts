import type { Socket } from "node:dgram";
import { createSocket } from "node:dgram";
import type { AttributeValue, HrTime } from "@opentelemetry/api";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { ThriftStruct, ThriftValue } from "./thrift-compact";
import { encodeOneway, i32, i64, list, struct, text } from "./thrift-compact";

// Largest packet that a Jaeger agent takes.
const largestPacket = 65_000;

/** Type numbers of a tag in jaeger.thrift, and the field that holds its value. */
function tag(key: string, value: AttributeValue | undefined): ThriftStruct {
  const head = { 1: text(key) };
  if (typeof value === "number") return { ...head, 2: i32(1), 4: { kind: "double", value } };
  if (typeof value === "boolean") return { ...head, 2: i32(2), 5: { kind: "bool", value } };
  return { ...head, 2: i32(0), 3: text(String(value)) };
}

function tags(attributes: Readonly<Record<string, AttributeValue | undefined>>): readonly ThriftStruct[] {
  return Object.entries(attributes).map(([key, value]) => tag(key, value));
}

function microseconds([seconds, nanos]: HrTime): ThriftValue {
  return i64(BigInt(seconds) * 1_000_000n + BigInt(Math.round(nanos / 1000)));
}

function id(hex: string): ThriftValue {
  return i64(BigInt(`0x${hex}`));
}

/** The names that OpenTelemetry gives status and kind when it writes for Jaeger. */
function meaning(span: ReadableSpan) {
  return {
    ...(span.kind === SpanKind.INTERNAL ? {} : { "span.kind": SpanKind[span.kind].toLowerCase() }),
    ...(span.status.code === SpanStatusCode.ERROR ? { "otel.status_code": "ERROR", error: true } : {}),
  };
}

/** A span as jaeger.thrift has it. */
function jaegerSpan(span: ReadableSpan): ThriftStruct {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    1: id(traceId.slice(16)),
    2: id(traceId.slice(0, 16)),
    3: id(spanId),
    4: span.parentSpanContext ? id(span.parentSpanContext.spanId) : i64(0n),
    5: text(span.name),
    7: i32(traceFlags),
    8: microseconds(span.startTime),
    9: microseconds(span.duration),
    10: list(tags({ ...span.attributes, ...meaning(span) })),
  };
}

/** The packets that carry the spans: halved until each fits. */
export function packets(spans: readonly ReadableSpan[]): readonly Buffer[] {
  const [first] = spans;
  if (!first) return [];
  const { "service.name": name, ...rest } = first.resource.attributes;
  const process = struct({ 1: text(String(name)), 2: list(tags(rest)) });
  const batch = struct({ 1: process, 2: list(spans.map(jaegerSpan)) });
  const packet = encodeOneway("emitBatch", 0, { 1: batch });
  if (packet.length <= largestPacket || spans.length === 1) return [packet];
  const half = Math.ceil(spans.length / 2);
  return [...packets(spans.slice(0, half)), ...packets(spans.slice(half))];
}

/**
 * Sends spans to a Jaeger agent's port for compact Thrift (6831), as the Python client does. OpenTelemetry's own
 * exporter for Node speaks binary Thrift over UDP (6832), which that port does not understand.
 */
export class JaegerCompactExporter implements SpanExporter {
  readonly #socket: Socket = createSocket("udp4").unref();

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    this.#socket.on("error", () => undefined);
  }

  export(spans: ReadableSpan[], done: Parameters<SpanExporter["export"]>[1]): void {
    const sent = packets(spans).map(
      (packet) =>
        new Promise<void>((resolve, reject) => {
          this.#socket.send(packet, this.port, this.host, (error) => (error ? reject(error) : resolve()));
        }),
    );
    // Codes of ExportResultCode: success and failure.
    Promise.all(sent).then(
      () => done({ code: 0 }),
      (error) => done({ code: 1, error }),
    );
  }

  async shutdown(): Promise<void> {
    this.#socket.close();
  }
}

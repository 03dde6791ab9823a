import { randomBytes } from "node:crypto";
import { credentials, makeGenericClientConstructor } from "@grpc/grpc-js";
import { json } from "./servers";
import { protocolPort } from "./shared-stack";
import type { TestStack } from "./stack-process";

/** A span as a test sends it. */
export interface SentSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const milliseconds = 25;

/** To the address of an OTLP receiver. */
export async function sendOverHttp(url: string, span: SentSpan): Promise<void> {
  const text = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries).map(([key, value]) => ({ key, value: { stringValue: value } }));
  const start = Date.now() - milliseconds;
  const sent = {
    traceId: span.traceId,
    spanId: randomBytes(8).toString("hex"),
    name: span.name,
    kind: 2,
    startTimeUnixNano: `${start}000000`,
    endTimeUnixNano: `${start + milliseconds}000000`,
    attributes: text(span.attributes),
  };
  const resource = { attributes: text({ "service.name": span.service }) };
  await json(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [sent] }] }] }),
  });
}

async function zipkin(stack: TestStack, span: SentSpan): Promise<void> {
  const sent = {
    traceId: span.traceId,
    id: randomBytes(8).toString("hex"),
    kind: "SERVER",
    name: span.name,
    timestamp: (Date.now() - milliseconds) * 1000,
    duration: milliseconds * 1000,
    localEndpoint: { serviceName: span.service },
    tags: span.attributes,
  };
  const answer = await fetch(`http://127.0.0.1:${protocolPort(stack, "9411")}/api/v2/spans`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([sent]),
  });
  expect(answer.status).toBe(202);
}

/** Protobuf by hand: a field that is a length and bytes, or a fixed 64-bit number, or a small number. */
const bytes = (field: number, value: Buffer | string) => {
  const content = Buffer.from(value);
  // Two bytes hold lengths up to 16,383.
  const length =
    content.length < 128 ? [content.length] : [(content.length & 127) | 128, content.length >> 7];
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), content]);
};
const fixed64 = (field: number, value: bigint) => {
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(value);
  return Buffer.concat([Buffer.from([(field << 3) | 1]), number]);
};
const attribute = (field: number, [key, value]: [string, string]) =>
  bytes(field, Buffer.concat([bytes(1, key), bytes(2, bytes(1, value))]));

/** ExportTraceServiceRequest, field numbers as in opentelemetry-proto's trace.proto. */
function exportRequest({ service, name, traceId, attributes }: SentSpan): Buffer {
  const start = BigInt(Date.now() - milliseconds) * 1_000_000n;
  const span = Buffer.concat([
    bytes(1, Buffer.from(traceId, "hex")),
    bytes(2, randomBytes(8)),
    bytes(5, name),
    Buffer.from([6 << 3, 2]),
    fixed64(7, start),
    fixed64(8, start + BigInt(milliseconds) * 1_000_000n),
    ...Object.entries(attributes).map((entry) => attribute(9, entry)),
  ]);
  const resource = bytes(1, attribute(1, ["service.name", service]));
  return bytes(1, Buffer.concat([resource, bytes(2, bytes(2, span))]));
}

/** To whoever speaks OTLP over gRPC on that port of this machine. */
export function sendOverGrpc(port: number, span: SentSpan): Promise<void> {
  const raw = (data: Buffer) => data;
  const method = {
    path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    requestStream: false,
    responseStream: false,
    requestSerialize: raw,
    requestDeserialize: raw,
    responseSerialize: raw,
    responseDeserialize: raw,
  };
  const Client = makeGenericClientConstructor({ Export: method }, "TraceService");
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(method.path, raw, raw, exportRequest(span), (error) => {
      client.close();
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Ways that no simulated system uses, each written by hand. */
export const spanSenders: Readonly<Record<string, (stack: TestStack, span: SentSpan) => Promise<void>>> = {
  "OTLP over HTTP": (stack, span) => sendOverHttp(`http://127.0.0.1:${protocolPort(stack, "4318")}`, span),
  "OTLP over gRPC": (stack, span) => sendOverGrpc(protocolPort(stack, "4317"), span),
  Zipkin: zipkin,
};

import type { ExporterOptions } from "../../../services/newsletter/otlp-exporter";
import { otlpExporter } from "../../../services/newsletter/otlp-exporter";

interface Attribute {
  readonly key: string;
  readonly value: Record<string, unknown>;
}
export interface Point {
  readonly attributes: readonly Attribute[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble?: number | string;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
}
interface Kind {
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly Point[];
}
export interface SentMetric {
  readonly name: string;
  readonly sum?: Kind;
  readonly gauge?: Kind;
  readonly histogram?: Kind;
}
interface SentLog {
  readonly timeUnixNano: string;
  readonly severityText: string;
  readonly severityNumber: number;
  readonly body: Record<string, unknown>;
  readonly attributes: readonly Attribute[];
}

/** A Collector that answers each request with the next status, and keeps the bodies that it took. */
export function collector(...answers: (number | "unreachable")[]) {
  const taken: { url: string; body: string; headers: unknown }[] = [];
  const fetch: NonNullable<ExporterOptions["fetch"]> = async (url, init) => {
    const answer = answers.shift() ?? 200;
    if (answer === "unreachable") throw new TypeError("fetch failed");
    if (answer === 200) taken.push({ url, body: String(init.body), headers: init.headers });
    return new Response(null, { status: answer });
  };
  const parsed = () => taken.map(({ body }) => JSON.parse(body));
  return {
    fetch,
    taken,
    metrics: (): SentMetric[] =>
      parsed().flatMap((body) => body.resourceMetrics?.[0].scopeMetrics[0].metrics ?? []),
    logs: (): SentLog[] => parsed().flatMap((body) => body.resourceLogs?.[0].scopeLogs[0].logRecords ?? []),
    resources: (): Attribute[][] =>
      parsed().map((body) => (body.resourceMetrics ?? body.resourceLogs)[0].resource.attributes),
  };
}

export const resource = { "service.name": "newsletter-api", "service.namespace": "newsletter" };
export const noon = Date.parse("2026-01-15T12:00:00Z");

export function exporter(server: { fetch: ExporterOptions["fetch"] }, now = () => noon) {
  const { fetch } = server;
  return otlpExporter({ url: "https://otlp.example", resource, now, ...(fetch ? { fetch } : {}) });
}

import type { Writable } from "node:stream";
import { JaegerExporter } from "@opentelemetry/exporter-jaeger";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { Service } from "../declaration/service";
import type { EntryExporter } from "./entry-sink";
import { JaegerCompactExporter } from "./jaeger-compact-exporter";
import { LogFiles } from "./log-files";
import type { LogSink } from "./log-line";
import { LogOtlp } from "./log-otlp";
import { LogStdout } from "./log-stdout";
import { LogTcp } from "./log-tcp";
import type { MetricSink } from "./metric-sink";
import { noMetrics } from "./metric-sink";
import { OtlpMetrics } from "./otlp-metrics";
import { PrometheusMetrics } from "./prometheus-metrics";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where telemetry goes; a service needs those that its declaration's ways lead to. */
export interface Destinations {
  /** Folder of its log files; `-` prints their lines. */
  readonly logDir?: string;
  /** The collector's OTLP/HTTP receiver, without a path. */
  readonly otlp?: string;
  /** The collector's Jaeger endpoint for Thrift over HTTP, with its path. */
  readonly jaegerHttp?: string;
  /** The collector's Jaeger port for compact Thrift over UDP. */
  readonly jaegerUdp?: Address;
  /** The collector's port for JSON lines over TCP. */
  readonly tcp?: Address;
  /** The service's own way to the collector, in place of OpenTelemetry's SDK; a new one for each process. */
  readonly exporter?: () => EntryExporter;
  /** Where stdout goes. @default the process' own */
  readonly stdout?: Writable;
}

function needed<T>(value: T | undefined, service: Service, what: string, option: string): T {
  if (value !== undefined) return value;
  throw new Error(`${service.id} sends its ${what}, but nothing says where to. Fix: ${option}`);
}

/** The way of the metrics. */
export function metricSink(service: Service, to: Destinations): MetricSink | PrometheusMetrics {
  const { delivery } = service;
  if (delivery.by === "none") return noMetrics;
  if (delivery.by === "scrape") return new PrometheusMetrics(service);
  return new OtlpMetrics(service, delivery, needed(to.otlp, service, "metrics by OTLP", "--otlp URL"));
}

/** The way of the log lines. */
export function logSink(service: Service, to: Destinations): LogSink | undefined {
  switch (service.logs?.delivery.by) {
    case undefined:
      return undefined;
    case "stdout":
      return new LogStdout(to.stdout ?? process.stdout);
    case "files":
      if (to.logDir === "-") return new LogStdout(to.stdout ?? process.stdout);
      return new LogFiles(needed(to.logDir, service, "logs to files", "--log-dir DIR"));
    case "tcp": {
      const { host, port } = needed(to.tcp, service, "logs over TCP", "--tcp HOST:PORT");
      return new LogTcp(host, port);
    }
    case "otlp":
      return new LogOtlp(service, needed(to.otlp, service, "logs by OTLP", "--otlp URL"));
  }
}

/** The way of the spans. */
export function spanExporter(service: Service, to: Destinations): SpanExporter | undefined {
  switch (service.spans?.delivery) {
    case undefined:
      return undefined;
    case "otlp-http": {
      const url = needed(to.otlp, service, "spans by OTLP", "--otlp URL");
      return new OTLPTraceExporter({ url: `${url}/v1/traces` });
    }
    case "jaeger-thrift-http": {
      const endpoint = needed(to.jaegerHttp, service, "spans to Jaeger over HTTP", "--jaeger-http URL");
      return new JaegerExporter({ endpoint, flushTimeout: 500 });
    }
    case "jaeger-thrift-compact": {
      const { host, port } = needed(
        to.jaegerUdp,
        service,
        "spans to Jaeger over UDP",
        "--jaeger-udp HOST:PORT",
      );
      return new JaegerCompactExporter(host, port);
    }
    case "otlp-grpc":
    case "zipkin": {
      const fix = "Fix: deliver them by otlp-http, jaeger-thrift-http or jaeger-thrift-compact";
      throw new Error(
        `${service.id} sends its spans by ${service.spans.delivery}, which is not simulated. ${fix}`,
      );
    }
  }
}

import { SeverityNumber } from "@opentelemetry/api-logs";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import type { Service } from "../declaration/service";
import type { Level } from "../telemetry/logs";
import type { LogEvent, LogSink } from "./log-line";
import { lineFields, spelledLevel } from "./log-line";
import { resourceOf } from "./resource";

const severity: Record<Level, SeverityNumber> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  critical: SeverityNumber.FATAL,
};

/** Sends lines as OTLP log records: the text is the body, the fields are attributes. */
export class LogOtlp implements LogSink {
  readonly #provider: LoggerProvider;

  constructor(service: Service, url: string) {
    const exporter = new OTLPLogExporter({ url: `${url}/v1/logs` });
    const processor = new BatchLogRecordProcessor({ exporter, scheduledDelayMillis: 1000 });
    this.#provider = new LoggerProvider({ resource: resourceOf(service, "otlp"), processors: [processor] });
  }

  write(event: LogEvent): void {
    this.#provider.getLogger("belfry-simulator").emit({
      timestamp: event.time,
      severityNumber: severity[event.level],
      severityText: spelledLevel(event),
      body: event.message,
      attributes: lineFields(event),
    });
  }

  close(): Promise<void> {
    return this.#provider.shutdown();
  }
}

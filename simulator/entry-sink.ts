import type { Service } from "../declaration/service";
import type { MetricFacts } from "../telemetry/metrics";
import { seconds } from "../telemetry/units";
import type { LogEvent, LogSink } from "./log-line";
import { lineFields, spelledLevel } from "./log-line";
import type { Labels, MetricSink } from "./metric-sink";

interface EntryBase {
  readonly name: string;
  readonly tags: Labels;
}

/** What has been counted, set or observed since the last flush. */
export type Entry =
  | (EntryBase & { readonly value: number; readonly type?: "gauge" })
  | (EntryBase & { readonly values: readonly number[]; readonly type: "histogram" });

export interface LogEntry {
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A function of the service's own that sends entries to the collector; it never rejects. */
export type EntryExporter = (flush: {
  readonly metrics?: readonly Entry[];
  readonly logs?: readonly LogEntry[];
}) => Promise<unknown>;

// As the newsletter flushes its log entries today: every 5 s, at most 1,000 of them.
const logsEveryMs = 5_000;
const mostLogs = 1_000;

/** Keeps entries in memory and flushes them through the service's own exporter, as a Worker does. */
export class EntrySink implements MetricSink, LogSink {
  #metrics: Entry[] = [];
  #logs: LogEntry[] = [];
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(
    service: Service,
    private readonly send: EntryExporter,
  ) {
    const every = service.delivery.by === "otlp" ? seconds(service.delivery.every) : 15;
    this.#timers = [
      setInterval(() => this.#flushMetrics(), every * 1000),
      setInterval(() => this.#flushLogs(), logsEveryMs),
    ];
  }

  count({ name }: MetricFacts, tags: Labels, value: number): void {
    this.#metrics.push({ name, tags, value });
  }

  observe({ name }: MetricFacts, tags: Labels, value: number): void {
    this.#metrics.push({ name, tags, values: [value], type: "histogram" });
  }

  set({ name }: MetricFacts, tags: Labels, value: number): void {
    this.#metrics.push({ name, tags, value, type: "gauge" });
  }

  write(event: LogEvent): void {
    const { time, message } = event;
    this.#logs.push({
      ...lineFields(event),
      timestamp: time.toISOString(),
      level: spelledLevel(event),
      message,
    });
    if (this.#logs.length >= mostLogs) this.#flushLogs();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([this.#flushMetrics(), this.#flushLogs()]);
  }

  async #flushMetrics(): Promise<void> {
    const metrics = this.#metrics;
    this.#metrics = [];
    if (metrics.length > 0) await this.send({ metrics });
  }

  async #flushLogs(): Promise<void> {
    const logs = this.#logs;
    this.#logs = [];
    if (logs.length > 0) await this.send({ logs });
  }
}

import type { AnyMetric, LogEntry } from "./otlp-json";
import { canBeCounted, logsBody, metricsBody } from "./otlp-json";

/** What has come together since the last flush; either part may be absent. */
export interface Flush {
  readonly metrics?: readonly AnyMetric[];
  readonly logs?: readonly LogEntry[];
}

/** What became of the entries, counted; a flush never throws. */
export interface Outcome {
  readonly sent: number;
  /** The Collector did not answer: they go with the next flush. */
  readonly waiting: number;
  /** Refused by the Collector, not encodable, or too many waited. */
  readonly lost: number;
}

export interface ExporterOptions {
  /** The Collector's OTLP/HTTP address without a path: `https://otlp.example.org`. */
  readonly url: string;
  /** Attributes of the sender: `service.name`, `service.namespace`. */
  readonly resource: Readonly<Record<string, string>>;
  /** Further headers, such as `authorization`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default the runtime's */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

interface Message {
  readonly path: string;
  readonly body: string;
  readonly entries: number;
}

/** Messages kept while the Collector is away; the oldest goes first. It is metrics and logs of 3 minutes. */
const keptAtMost = 50;
const timeoutMs = 10_000;
/** Statuses after which OTLP says to send again. */
const retryable: readonly number[] = [429, 502, 503, 504];

/**
 * Sends what the newsletter collects to an OpenTelemetry Collector: OTLP/HTTP as JSON, with `fetch` and nothing else,
 * so it runs in a Worker as it is. docs/systems/newsletter-exporter.md shows how it is built in.
 *
 * Makes the function that takes a flush where `put` took it before. Call it once per isolate, and the function in
 * `ctx.waitUntil(…)`. Messages keep their order and their times, so the Collector drops one that comes twice.
 */
export function otlpExporter(options: ExporterOptions): (flush: Flush) => Promise<Outcome> {
  const now = options.now ?? Date.now;
  const waiting: Message[] = [];
  let resource: Readonly<Record<string, string>> | undefined;
  let since = now();
  let sendingUntil = 0;

  const encode = (metrics: readonly AnyMetric[], logs: readonly LogEntry[]): readonly Message[] => {
    // Not at start: a Worker has no random numbers outside a request.
    resource ??= { ...options.resource, "service.instance.id": crypto.randomUUID() };
    // A Worker's clock stands still within a request, but two deltas of one series need two times.
    const until = Math.max(now(), since + 1);
    const messages: Message[] = [];
    if (metrics.length > 0) {
      messages.push(message("/v1/metrics", metricsBody(resource, metrics, since, until), metrics.length));
      since = until;
    }
    if (logs.length > 0) messages.push(message("/v1/logs", logsBody(resource, logs, now()), logs.length));
    return messages;
  };

  const post = async ({ path, body }: Message): Promise<"sent" | "lost" | "again"> => {
    try {
      const headers = { ...options.headers, "content-type": "application/json" };
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await (options.fetch ?? fetch)(options.url + path, {
        method: "POST",
        headers,
        body,
        signal,
      });
      await response.body?.cancel();
      if (response.ok) return "sent";
      return retryable.includes(response.status) ? "again" : "lost";
    } catch {
      return "again";
    }
  };

  return async ({ metrics = [], logs = [] }) => {
    const outcome = { sent: 0, waiting: 0, lost: 0 };
    try {
      const countable = metrics.filter(canBeCounted);
      waiting.push(...encode(countable, logs));
      outcome.lost += metrics.length - countable.length;
    } catch {
      outcome.lost += metrics.length + logs.length;
    }
    while (waiting.length > keptAtMost) outcome.lost += waiting.shift()?.entries ?? 0;
    // One at a time keeps the order. It expires, since a request that is cancelled never gets to its end.
    while (now() >= sendingUntil) {
      const next = waiting[0];
      if (next === undefined) break;
      sendingUntil = now() + timeoutMs;
      const result = await post(next);
      sendingUntil = 0;
      if (result === "again") break;
      outcome[result] += next.entries;
      waiting.splice(0, waiting.length, ...waiting.filter((kept) => kept !== next));
    }
    outcome.waiting = waiting.reduce((sum, { entries }) => sum + entries, 0);
    return outcome;
  };
}

function message(path: string, body: unknown, entries: number): Message {
  return { path, body: JSON.stringify(body), entries };
}

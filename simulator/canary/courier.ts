/** Where the canary sends to and asks, without a path. */
export interface Servers {
  /** The collector's OTLP/HTTP receiver. */
  readonly otlp: string;
  /** A server that does not run is left out, and with it its path. */
  readonly prometheus?: string;
  readonly loki?: string;
  readonly tempo?: string;
}

/** One numbered record. */
export interface Message {
  /** 32 hexadecimal digits: a trace id as well. */
  readonly id: string;
  readonly sentAt: number;
}

/** A way that telemetry takes: how a record is sent, and whether it can be found where it is kept. */
export interface Courier<P extends string = string> {
  readonly path: P;
  send(message: Message): Promise<void>;
  isThere(message: Message): Promise<boolean>;
}

const patienceMs = 5_000;
/** The gauge that carries the metric's number: the time of sending, so that the newest is the largest. */
const token = "belfry_canary_token";

function resource(service: string) {
  return { attributes: [{ key: "service.name", value: { stringValue: service } }] };
}

const nanoseconds = (ms: number) => `${ms}000000`;

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
}

async function found(url: string, query: Readonly<Record<string, string>>): Promise<string | undefined> {
  const answer = await fetch(`${url}?${new URLSearchParams(query)}`, {
    signal: AbortSignal.timeout(patienceMs),
  });
  return answer.ok ? answer.text() : undefined;
}

function metrics(service: string, otlp: string, prometheus: string): Courier<"metric"> {
  return {
    path: "metric",
    send: ({ sentAt }) => {
      const dataPoints = [{ timeUnixNano: nanoseconds(sentAt), asDouble: sentAt }];
      const scopeMetrics = [{ metrics: [{ name: token, gauge: { dataPoints } }] }];
      return post(`${otlp}/v1/metrics`, { resourceMetrics: [{ resource: resource(service), scopeMetrics }] });
    },
    isThere: async ({ sentAt }) => {
      const query = `max(last_over_time(${token}{service="${service}"}[5m])) >= ${sentAt}`;
      const text = await found(`${prometheus}/api/v1/query`, { query });
      return text !== undefined && !text.includes('"result":[]');
    },
  };
}

function logs(service: string, otlp: string, loki: string): Courier<"log"> {
  return {
    path: "log",
    send: ({ id, sentAt }) => {
      const level = { severityText: "info", severityNumber: 9 };
      const body = { stringValue: `canary ${id}` };
      const scopeLogs = [{ logRecords: [{ timeUnixNano: nanoseconds(sentAt), ...level, body }] }];
      return post(`${otlp}/v1/logs`, { resourceLogs: [{ resource: resource(service), scopeLogs }] });
    },
    isThere: async ({ id, sentAt }) => {
      const query = {
        query: `{service="${service}"} |= "canary ${id}"`,
        start: nanoseconds(sentAt - 60_000),
      };
      const text = await found(`${loki}/loki/api/v1/query_range`, query);
      return text !== undefined && !text.includes('"result":[]');
    },
  };
}

function traces(service: string, otlp: string, tempo: string): Courier<"trace"> {
  return {
    path: "trace",
    send: ({ id, sentAt }) => {
      const times = { startTimeUnixNano: nanoseconds(sentAt), endTimeUnixNano: nanoseconds(sentAt + 1) };
      const scopeSpans = [
        { spans: [{ traceId: id, spanId: id.slice(0, 16), name: "canary", kind: 1, ...times }] },
      ];
      return post(`${otlp}/v1/traces`, { resourceSpans: [{ resource: resource(service), scopeSpans }] });
    },
    isThere: async ({ id }) => (await found(`${tempo}/api/traces/${id}`, {})) !== undefined,
  };
}

/** The ways to the servers that run. */
export function couriers(
  service: string,
  { otlp, prometheus, loki, tempo }: Servers,
): readonly Courier<"metric" | "log" | "trace">[] {
  return [
    ...(prometheus ? [metrics(service, otlp, prometheus)] : []),
    ...(loki ? [logs(service, otlp, loki)] : []),
    ...(tempo ? [traces(service, otlp, tempo)] : []),
  ];
}

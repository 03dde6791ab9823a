import { json } from "./servers";

type Values = Readonly<Record<string, string | number>>;

function attributes(values: Values) {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  }));
}

function nanoseconds(ms: number): string {
  return `${ms}000000`;
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await json<{ partialSuccess?: object }>(url, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.partialSuccess ?? {}).toEqual({});
}

let lastFlush = Date.now();

/** One flush of delta counters to an OTLP/HTTP receiver, written by hand: no library of belfry's has part in it. */
export async function postMetrics(
  url: string,
  sent: {
    resource: Values;
    counters: readonly { name: string; value: number; attributes: Values }[];
  },
): Promise<void> {
  const since = lastFlush;
  lastFlush = Math.max(Date.now(), since + 1);
  const metrics = sent.counters.map((counter) => ({
    name: counter.name,
    sum: {
      aggregationTemporality: 1,
      isMonotonic: true,
      dataPoints: [
        {
          attributes: attributes(counter.attributes),
          startTimeUnixNano: nanoseconds(since),
          timeUnixNano: nanoseconds(lastFlush),
          asDouble: counter.value,
        },
      ],
    },
  }));
  const resource = { attributes: attributes(sent.resource) };
  await post(`${url}/v1/metrics`, { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
}

/** A gauge as it was at a time. */
export async function postGauge(
  url: string,
  sent: { resource: Values; name: string; value: number; time: number },
): Promise<void> {
  const dataPoints = [{ timeUnixNano: nanoseconds(sent.time), asDouble: sent.value }];
  const metrics = [{ name: sent.name, gauge: { dataPoints } }];
  const resource = { attributes: attributes(sent.resource) };
  await post(`${url}/v1/metrics`, { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
}

/** One log record. */
export async function postLog(
  url: string,
  sent: {
    resource: Values;
    time: number;
    severityNumber: number;
    body: string;
    attributes: Values;
  },
): Promise<void> {
  const record = {
    timeUnixNano: nanoseconds(sent.time),
    severityNumber: sent.severityNumber,
    body: { stringValue: sent.body },
    attributes: attributes(sent.attributes),
  };
  const resource = { attributes: attributes(sent.resource) };
  await post(`${url}/v1/logs`, { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] });
}

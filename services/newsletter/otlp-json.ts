/** A counter's growth since the last flush, or a gauge's last value: an entry as the Worker keeps it today. */
export interface MetricEntry {
  readonly name: string;
  readonly value: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** On gauges only. */
  readonly type?: "gauge";
}

/** The one new kind of entry: every duration since the last flush, in seconds, so that percentiles can be had. */
export interface HistogramEntry {
  readonly name: string;
  readonly values: readonly number[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly type: "histogram";
}

/** A log entry as it is today; all further fields become attributes. */
export interface LogEntry {
  /** ISO text, or milliseconds since 1970. */
  readonly timestamp: string | number;
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Any entry of a flush of metrics. */
export type AnyMetric = MetricEntry | HistogramEntry;

/** Bucket bounds of histograms in seconds: OpenTelemetry's for HTTP, and 0.3, which p95 has to stay below. */
export const durationBounds = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.3, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

/** AGGREGATION_TEMPORALITY_DELTA: OTLP's JSON writes enums as numbers. */
const deltaTemporality = 1;
/** OTLP's numbers of the levels. */
const severityNumbers = new Map([
  ["debug", 5],
  ["info", 9],
  ["warn", 13],
  ["error", 17],
]);
/** The year 2262, where nanoseconds leave 63 bits: one such time would spoil the message for all its entries. */
const latestMs = 9_223_372_036_854;

function nanoseconds(ms: number): string {
  return ms > 0 ? `${Math.trunc(ms)}000000` : "0";
}

/** JSON has no NaN and no infinity; OTLP writes them as texts. */
function double(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function attributes(fields: Readonly<Record<string, unknown>>): readonly unknown[] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): Record<string, unknown> {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    case "number":
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: double(value) };
    case "bigint":
      return { stringValue: String(value) };
    default:
      return { stringValue: jsonText(value) };
  }
}

/** What is no plain value goes as JSON, as `put` wrote it; what JSON cannot write goes by its name. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** The body of one `POST /v1/metrics`: what has happened between two times, milliseconds since 1970. */
export function metricsBody(
  resource: Readonly<Record<string, string>>,
  entries: readonly AnyMetric[],
  since: number,
  until: number,
): unknown {
  const scope = { metrics: metricsOf(entries, nanoseconds(since), nanoseconds(until)) };
  return { resourceMetrics: [{ resource: { attributes: attributes(resource) }, scopeMetrics: [scope] }] };
}

/** The body of one `POST /v1/logs`. */
export function logsBody(
  resource: Readonly<Record<string, string>>,
  entries: readonly LogEntry[],
  now: number,
): unknown {
  const scope = { logRecords: entries.map((entry) => logRecord(entry, now)) };
  return { resourceLogs: [{ resource: { attributes: attributes(resource) }, scopeLogs: [scope] }] };
}

/** A counter that shrinks, or a sum that is no number, would spoil the total for good. */
export function canBeCounted(entry: AnyMetric): boolean {
  if (entry.type === "gauge") return true;
  const values = entry.type === "histogram" ? entry.values : [entry.value];
  return values.every((value) => Number.isFinite(value) && value >= 0);
}

/** One point for each name and tags: what a flush holds twice is added up, or for a gauge replaced. */
function metricsOf(entries: readonly AnyMetric[], since: string, until: string): readonly unknown[] {
  const merged = new Map<string, AnyMetric>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.type, entry.name, Object.entries(entry.tags ?? {}).sort()]);
    const before = merged.get(key);
    merged.set(key, before ? added(before, entry) : entry);
  }
  const times = { startTimeUnixNano: since, timeUnixNano: until };
  return [...merged.values()].map((entry) => metricOf(entry, times));
}

function added(before: AnyMetric, entry: AnyMetric): AnyMetric {
  if (entry.type === "histogram" && before.type === "histogram") {
    return { ...entry, values: [...before.values, ...entry.values] };
  }
  if (entry.type === undefined && before.type === undefined) {
    return { ...entry, value: before.value + entry.value };
  }
  return entry;
}

function metricOf(entry: AnyMetric, times: Readonly<Record<string, string>>): Record<string, unknown> {
  const { name } = entry;
  const point = { attributes: attributes(entry.tags ?? {}), ...times };
  if (entry.type === "histogram") {
    const dataPoints = [{ ...point, ...distribution(entry.values) }];
    return { name, histogram: { aggregationTemporality: deltaTemporality, dataPoints } };
  }
  const dataPoints = [{ ...point, asDouble: double(entry.value) }];
  if (entry.type === "gauge") return { name, gauge: { dataPoints } };
  return { name, sum: { aggregationTemporality: deltaTemporality, isMonotonic: true, dataPoints } };
}

/** The observations by bucket: bucket i holds those above bound i - 1 and up to bound i. */
function distribution(values: readonly number[]): Record<string, unknown> {
  const counts = new Array<number>(durationBounds.length + 1).fill(0);
  for (const value of values) {
    const bucket = durationBounds.findIndex((bound) => value <= bound);
    const index = bucket < 0 ? durationBounds.length : bucket;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const sum = double(values.reduce((total, value) => total + value, 0));
  return {
    count: String(values.length),
    sum,
    bucketCounts: counts.map(String),
    explicitBounds: durationBounds,
  };
}

function logRecord(
  { timestamp, level, message, ...fields }: LogEntry,
  nowMs: number,
): Record<string, unknown> {
  const ms = typeof timestamp === "number" ? timestamp : Date.parse(timestamp);
  const known = ms > 0 && ms < latestMs;
  return {
    timeUnixNano: nanoseconds(known ? ms : nowMs),
    observedTimeUnixNano: nanoseconds(nowMs),
    severityNumber: severityNumbers.get(String(level).toLowerCase()) ?? 0,
    severityText: String(level),
    body: anyValue(message),
    // A time that cannot be read stays to be seen.
    attributes: attributes(known ? fields : { ...fields, timestamp }),
  };
}

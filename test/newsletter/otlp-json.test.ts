import fc from "fast-check";
import type { AnyMetric, LogEntry, MetricEntry } from "../../services/newsletter/otlp-json";
import type { Point, SentMetric } from "./support/collector";
import { collector, exporter, noon } from "./support/collector";

// What becomes of an entry on its way to a Collector.

/** The identity of a series, whatever the order of its tags. */
function series(name: string, tags: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify([name, Object.entries(tags).sort()]);
}
function seriesOf(metric: SentMetric, point: Point): string {
  return series(metric.name, Object.fromEntries(point.attributes.map((a) => [a.key, a.value.stringValue])));
}

const text = fc.string({ unit: "binary", maxLength: 12 });
const tags = fc.dictionary(fc.oneof(text, fc.constantFrom("endpoint", "__proto__", "status")), text, {
  maxKeys: 3,
});
const name = fc.oneof(fc.constantFrom("user.registration", "request.duration.count", "constructor"), text);
const counter: fc.Arbitrary<MetricEntry> = fc.record({ name, value: fc.nat(1_000_000), tags });
const gauge: fc.Arbitrary<MetricEntry> = fc.record({
  name,
  value: fc.double(),
  tags,
  type: fc.constant("gauge" as const),
});
const histogram = fc.record({
  name,
  values: fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 8 }),
  tags,
  type: fc.constant("histogram" as const),
});

test("deltas of every series sum up to what was counted, over any flushes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(counter, { maxLength: 10 }), { maxLength: 5 }), async (flushes) => {
      const server = collector();
      const send = exporter(server);
      for (const metrics of flushes) await send({ metrics });
      const expected = new Map<string, number>();
      for (const one of flushes.flat()) {
        const key = series(one.name, one.tags);
        expected.set(key, (expected.get(key) ?? 0) + one.value);
      }
      const sums = new Map<string, number>();
      for (const metric of server.metrics()) {
        expect(metric.sum).toMatchObject({ aggregationTemporality: 1, isMonotonic: true });
        for (const point of metric.sum?.dataPoints ?? []) {
          const key = seriesOf(metric, point);
          sums.set(key, (sums.get(key) ?? 0) + Number(point.asDouble));
        }
      }
      expect(sums).toEqual(expected);
    }),
  );
});

test("gauges keep their last value, whatever it is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(gauge, { maxLength: 10 }), async (metrics) => {
      const server = collector();
      await exporter(server)({ metrics });
      const expected = new Map(metrics.map((one) => [series(one.name, one.tags), one.value + 0]));
      const found = server
        .metrics()
        .flatMap((metric) =>
          (metric.gauge?.dataPoints ?? []).map(
            (point) => [seriesOf(metric, point), Number(point.asDouble) + 0] as const,
          ),
        );
      expect(new Map(found)).toEqual(expected);
      expect(found).toHaveLength(expected.size);
    }),
  );
});

test("histograms keep every observation, in one bucket each", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(histogram, { maxLength: 6 }), async (metrics) => {
      const server = collector();
      await exporter(server)({ metrics });
      const points = server.metrics().flatMap((metric) => metric.histogram?.dataPoints ?? []);
      const observed = metrics.flatMap(({ values }) => values);
      const total = (numbers: readonly unknown[]) => numbers.reduce<number>((sum, n) => sum + Number(n), 0);
      expect(total(points.map(({ count }) => count))).toBe(observed.length);
      expect(total(points.flatMap(({ bucketCounts }) => bucketCounts ?? []))).toBe(observed.length);
      expect(total(points.map(({ sum }) => sum))).toBeCloseTo(total(observed), 6);
    }),
  );
});

test("an observation on a bound is in the bucket that ends there", async () => {
  const server = collector();
  const values = [0.3, 0.30001, 10, 11];
  await exporter(server)({ metrics: [{ name: "http.server.request.duration", type: "histogram", values }] });
  const counts = server.metrics()[0]?.histogram?.dataPoints[0]?.bucketCounts;
  expect(counts?.join("")).toBe("0000000110000011");
});

test("log entries arrive one for one, with text, level and all fields", async () => {
  const field = fc.oneof(
    text,
    fc.boolean(),
    fc.double(),
    fc.integer(),
    fc.jsonValue(),
    fc.constant(undefined),
  );
  const entry = fc
    .record({
      fields: fc.dictionary(text, field, { maxKeys: 4 }),
      message: text,
      level: fc.constantFrom("debug", "info", "warn", "error", "constructor"),
    })
    .map(({ fields, message, level }): LogEntry => {
      return { ...fields, timestamp: "2026-01-15T11:59:58.123Z", message, level };
    });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 10 }), async (logs) => {
      const server = collector();
      const outcome = await exporter(server)({ logs });
      expect(outcome).toEqual({ sent: logs.length, waiting: 0, lost: 0 });
      expect(server.logs().map(({ body, severityText }) => [body.stringValue, severityText])).toEqual(
        logs.map(({ message, level }) => [message, level]),
      );
      expect(server.logs().map(({ attributes }) => attributes.map(({ key }) => key).sort())).toEqual(
        logs.map(({ timestamp: _t, message: _m, level: _l, ...fields }) =>
          Object.keys(fields)
            .filter((key) => fields[key] !== undefined)
            .sort(),
        ),
      );
      for (const record of server.logs()) expect(record.timeUnixNano).toBe("1768478398123000000");
    }),
  );
});

const circular: Record<string, unknown> = {};
circular.self = circular;
test.each([
  ["a text", "x", { stringValue: "x" }],
  ["a whole number", 7, { intValue: "7" }],
  ["a fraction", 1.5, { doubleValue: 1.5 }],
  ["no number", Number.NaN, { doubleValue: "NaN" }],
  ["a truth", true, { boolValue: true }],
  ["nothing", null, { stringValue: "null" }],
  ["an object", { a: [1] }, { stringValue: '{"a":[1]}' }],
  ["a big number", 10n, { stringValue: "10" }],
  ["a circle", circular, { stringValue: "[object Object]" }],
])("a field that holds %s survives", async (_, value, expected) => {
  const server = collector();
  await exporter(server)({ logs: [{ timestamp: noon, level: "info", message: "m", value }] });
  expect(server.logs()[0]?.attributes).toEqual([{ key: "value", value: expected }]);
});

test.each(["never", Number.NaN, -1, 8.64e15])(
  "an entry of the time %s is kept, at the time of the flush",
  async (timestamp) => {
    const server = collector();
    await exporter(server)({ logs: [{ timestamp, level: "info", message: "m" }] });
    expect(server.logs()[0]?.timeUnixNano).toBe("1768478400000000000");
    expect(server.logs()[0]?.attributes.map(({ key }) => key)).toEqual(["timestamp"]);
  },
);

test.each<[string, AnyMetric]>([
  ["shrinks", { name: "a", value: -1 }],
  ["is no number", { name: "a", value: Number.NaN }],
  ["is infinite", { name: "a", type: "histogram", values: [1, Number.POSITIVE_INFINITY] }],
])("a delta that %s is not sent, and is reported", async (_, entry) => {
  const server = collector();
  const good = { name: "b", value: 1 };
  expect(await exporter(server)({ metrics: [entry, good] })).toEqual({ sent: 1, waiting: 0, lost: 1 });
  expect(server.metrics().map(({ name: sent }) => sent)).toEqual(["b"]);
});

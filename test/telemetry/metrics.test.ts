import { upTo } from "../../telemetry/labels";
import { counterOf, histogramOf, metricsOf, seriesBudget } from "../../telemetry/metrics";

const origin = { system: "shop", service: "shop-api" } as const;
const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  requests: counter("http_requests_total", {
    help: "Requests.",
    labels: { path: upTo(40, "/a"), status: ["200", "500"] },
  }),
  registrations: counter("user.registration", { help: "Registrations." }),
  depth: gauge("queue_depth", { help: "Jobs that wait." }),
  duration: histogram("http_request_duration_seconds", {
    help: "Duration.",
    labels: { status: ["200", "500"] },
    buckets: [0.1, 0.5, 1],
  }),
  native: histogram("size", { help: "Sizes.", unit: "bytes", labels: { status: ["200", "500"] } }),
}));

test("a metric carries its owner, counts unless told otherwise, and is not narrowed", () => {
  const { where, ...facts } = m.depth;
  expect(facts).toEqual({
    kind: "gauge",
    name: "queue_depth",
    series: "queue_depth",
    help: "Jobs that wait.",
    unit: "count",
    labels: {},
    origin,
    matchers: [],
  });
});

test("a dotted name is stored with underscores", () => {
  expect([m.registrations.name, m.registrations.series]).toEqual(["user.registration", "user_registration"]);
});

test("where adds to what is selected already and changes no metric", () => {
  const failed = m.requests.where({ status: "500" });
  expect(failed.where({ path: "/a" }).matchers).toEqual([
    { label: "status", operator: "=", value: "500" },
    { label: "path", operator: "=", value: "/a" },
  ]);
  expect(m.requests.matchers).toEqual([]);
});

test("a histogram is seconds unless told otherwise, native without buckets", () => {
  expect([m.duration.unit, m.duration.native, m.duration.buckets]).toEqual(["seconds", false, [0.1, 0.5, 1]]);
  expect([m.native.unit, m.native.native, m.native.buckets]).toEqual(["bytes", true, []]);
});

test("the parts of a histogram are counters of the same selection", () => {
  const failed = m.duration.where({ status: "500" });
  const selected = { label: "status", operator: "=", value: "500" };
  const parts = [failed.count, failed.sum, failed.upTo(0.5), failed.upTo(1)];
  expect(parts.map(({ kind, series, unit, matchers }) => [kind, series, unit, matchers])).toEqual([
    ["counter", "http_request_duration_seconds_count", "count", [selected]],
    ["counter", "http_request_duration_seconds_sum", "seconds", [selected]],
    [
      "counter",
      "http_request_duration_seconds_bucket",
      "count",
      [selected, { label: "le", operator: "=", value: "0.5" }],
    ],
    // Prometheus 3 stores a scraped "1" as "1.0"; a pushed one may stay "1".
    [
      "counter",
      "http_request_duration_seconds_bucket",
      "count",
      [selected, { label: "le", operator: "=~", value: "1(\\.0)?" }],
    ],
  ]);
});

test.each([
  ["a metric without labels", m.depth, 1],
  ["the product of its labels", m.requests, 80],
  ["buckets, +Inf, sum and count for each", m.duration, 2 * (3 + 3)],
  ["one series for each of a native histogram", m.native, 2],
])("the budget counts %s", (_, metric, series) => {
  expect(seriesBudget(metric)).toBe(series);
});

test("labels that depend on one another have fewer combinations than their product, in each part of a histogram", () => {
  const labels = { method: ["GET", "POST"], path: upTo(40, "/a") } as const;
  const tied = metricsOf(origin, (make) => ({
    requests: make.counter("requests_total", { help: "Requests.", labels, atMost: 40 }),
    duration: make.histogram("seconds", { help: "Duration.", labels, buckets: [1, 2], atMost: 40 }),
    loose: make.gauge("loose", { help: "Bound above the product.", labels, atMost: 100 }),
  }));
  expect(seriesBudget(tied.requests)).toBe(40);
  expect(seriesBudget(tied.duration)).toBe(40 * 5);
  expect(seriesBudget(tied.duration.where({ path: "/a" }).count)).toBe(40);
  expect(seriesBudget(tied.loose)).toBe(80);
});

test("facts can be queried again as what they are, and as nothing else", () => {
  expect(counterOf(m.requests).where({ path: "/a" }).matchers).toHaveLength(1);
  expect(histogramOf(m.duration.where({ status: "500" })).count.matchers).toHaveLength(1);
  expect(() => counterOf(m.depth)).toThrow("shop-api: queue_depth is a gauge, a counter is needed here.");
  expect(() => histogramOf(m.depth)).toThrow("queue_depth is a gauge, a histogram is needed here.");
});

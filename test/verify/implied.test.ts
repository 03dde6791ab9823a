import type { Expression } from "../../queries/expression";
import { quantile as quantileOf } from "../../queries/histogram";
import { increase, predicted, rate, ratio, sampled, since, value } from "../../queries/promql";
import { metricsOf } from "../../telemetry/metrics";
import type { Implied } from "../../verify/panels/implied";
import { implied } from "../../verify/panels/implied";
import { stepSeconds } from "../../verify/series/scenario";
import type { Sample } from "../../verify/series/series";

const origin = { system: "shop", service: "api" };
const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  requests: counter("requests_total", { help: "Requests.", labels: { status: ["200", "500"] } }),
  depth: gauge("depth", { help: "Depth.", unit: "timestamp" }),
  took: histogram("took_seconds", { help: "Seconds.", buckets: [1, 2] }),
}));

const steps = 40;
const now = 1_000_000;
const each = (sample: (step: number) => Sample) =>
  Array.from({ length: steps + 1 }, (_, step) => sample(step));
const requests = (status: string, samples: readonly Sample[]) => ({
  name: "requests_total",
  labels: { ...origin, status },
  samples,
});
const series = new Map([
  // Three and one a second; the second process begins anew at step 38.
  [
    "requests_total",
    [
      requests(
        "200",
        each((step) => step * stepSeconds * 3),
      ),
      requests(
        "500",
        each((step) => (step < 38 ? step : step - 37) * stepSeconds),
      ),
    ],
  ],
  [
    "depth",
    [{ name: "depth", labels: { ...origin }, samples: each((step) => (step < 35 ? step : undefined)) }],
  ],
]);

function answered(expression: Expression): readonly Implied[] | undefined {
  return implied(expression, { series, step: steps, now, chosen: () => ({}) });
}

test.each([
  ["the last value of a gauge", value(m.depth), [{ labels: origin, value: 34 }]],
  ["a rate over a restart", rate(m.requests, "2m").sum(), [{ labels: {}, value: 4 }]],
  [
    "an increase by label",
    increase(m.requests.where({ status: "500" }), "2m").sum("status"),
    [{ labels: { status: "500" }, value: 120 }],
  ],
  ["a scaled number", value(m.depth).times(2), [{ labels: origin, value: 68 }]],
] as const)("works out %s", (_, query, wanted) => {
  expect(answered(query.expression)).toEqual(wanted);
});

test("says nothing of what others record, nor of a forecast", () => {
  const played = { series: new Map(), step: steps, now, chosen: () => ({}) };
  expect(implied(value(m.depth).expression, played)).toBeUndefined();
  expect(answered(predicted(m.depth, "5m", 60).expression)).toBeUndefined();
  expect(answered(sampled("avg", m.depth, "5m", "1m").expression)).toBeUndefined();
});

/** A counter with these last samples, as `rate` over a minute (samples every 15 s) sees it. */
function growth(last: readonly Sample[], range: "1m" | "2m" = "1m"): number | undefined {
  const before = Array.from({ length: steps + 1 - last.length }, () => undefined);
  const born = new Map([["requests_total", [requests("200", [...before, ...last])]]]);
  const lines = implied(increase(m.requests, range).expression, {
    series: born,
    step: steps,
    now,
    chosen: () => ({}),
  });
  return lines?.[0]?.value;
}

// Prometheus' documentation: growth is extrapolated to the edges of the range, unless the first or last sample is far from them.
test.each<[string, readonly Sample[], "1m" | "2m", number | undefined]>([
  ["to both edges", [100, 130, 160, 190, 220], "1m", 120],
  ["half a step beyond its birth", [1000, 1030, 1060], "2m", 75],
  ["not below zero", [10, 40, 70], "2m", 70],
  ["over a restart", [100, 130, 30, 60, 90], "1m", 120],
  ["of a counter that does not grow", [5, 5, 5, 5, 5], "1m", 0],
  ["not of a single sample", [5], "1m", undefined],
])("growth is told %s", (_, samples, range, wanted) => {
  expect(growth(samples, range)).toBe(wanted);
});

describe("of two sides", () => {
  const [all, failed] = [
    rate(m.requests, "2m").sum("status"),
    rate(m.requests.where({ status: "500" }), "2m").sum("status"),
  ];

  test("tells a ratio, and nothing where nothing is divided by", () => {
    expect(answered(ratio(failed.sum(), all.sum()).expression)).toEqual([{ labels: {}, value: 0.25 }]);
  });

  test("tells lines that have their like on the other side", () => {
    const less = { kind: "binary", operator: "-", left: all.expression, right: failed.expression } as const;
    expect(answered(less)).toEqual([{ labels: { status: "500" }, value: 0 }]);
    expect(answered({ ...less, operator: "unless" })).toEqual([{ labels: { status: "200" }, value: 3 }]);
    expect(answered({ ...less, operator: "and" })).toEqual([{ labels: { status: "500" }, value: 1 }]);
    expect(answered({ ...less, operator: "or" })).toHaveLength(2);
    expect(answered({ ...less, left: failed.expression, right: all.expression, operator: "or" })).toEqual([
      { labels: { status: "500" }, value: 1 },
      { labels: { status: "200" }, value: 3 },
    ]);
  });

  test("tells what a comparison leaves, matched on some labels and with labels of the right side", () => {
    const on = { on: [], groupLeft: [] } as const;
    const total = all.sum().expression;
    const share = { kind: "binary", operator: "/", left: all.expression, right: total, ...on } as const;
    expect(answered(share)).toEqual([
      { labels: { status: "200" }, value: 0.75 },
      { labels: { status: "500" }, value: 0.25 },
    ]);
    expect(answered({ ...share, operator: ">", right: { kind: "number", value: 2 } })).toEqual([
      { labels: { status: "200" }, value: 3 },
    ]);
    // Without `group_left` Prometheus refuses it: two lines for one.
    expect(
      answered({ kind: "binary", operator: "/", left: all.expression, right: total, on: [] }),
    ).toBeUndefined();
  });

  test("tells what is measured from now on", () => {
    expect(answered(since(m.depth).expression)).toEqual([{ labels: origin, value: now - 34 }]);
  });
});

test.each([
  ["within a bucket", 0.5, 1.5],
  ["at the edge of one", 0.25, 1],
  ["beyond the last one that has an end", 0.99, 2],
])("tells a quantile %s", (_, quantile, wanted) => {
  const bucket = (le: string, perStep: number) => ({
    name: "took_seconds_bucket",
    labels: { ...origin, le },
    samples: each((step) => 1000 + step * perStep),
  });
  const buckets = [bucket("+Inf", 40), bucket("1", 10), bucket("2", 30)];
  const played = {
    series: new Map([["took_seconds_bucket", buckets]]),
    step: steps,
    now,
    chosen: () => ({}),
  };
  expect(implied(quantileOf(quantile, m.took, "2m").expression, played)).toEqual([
    { labels: {}, value: wanted },
  ]);
  const unbounded = { ...played, series: new Map([["took_seconds_bucket", buckets.slice(1)]]) };
  expect(implied(quantileOf(quantile, m.took, "2m").expression, unbounded)).toBeUndefined();
});

import type { BurnTier } from "../../declaration/burn-tier";
import { alertingRatio, burnWindows } from "../../declaration/error-budget";
import type { Slo } from "../../declaration/slo";
import { latency, uptime } from "../../declaration/slo";
import { watched } from "../../telemetry/target";
import { seconds } from "../../telemetry/units";
import { origin } from "../alerts/shop";
import {
  answers,
  common,
  counter,
  firing,
  healthy,
  hour,
  metrics,
  own,
  promise,
  requests,
  step,
} from "./support/burning";

// When the alerts of SLOs fire, by Prometheus' own rule engine, against what the arithmetic says.

/** Seconds that so bad a time must last until the tier alerts. */
function arithmetic(tier: BurnTier, slo: Slo, bad: number): number {
  return (alertingRatio(tier, slo) * seconds(burnWindows[tier].long)) / bad;
}

// What smoothing over five minutes and looking once a minute cost; the fast tier pays neither.
const delays: Readonly<Record<BurnTier, number>> = { fast: 45, moderate: 300, slow: 600, creeping: 600 };

test.each([
  ["everything", 1, hour, ["fast", "moderate", "slow", "creeping"]],
  ["a tenth", 0.1, 2 * hour, ["fast", "moderate", "slow", "creeping"]],
  ["a fiftieth", 0.02, 4 * hour, ["fast", "moderate", "slow", "creeping"]],
  ["a hundredth", 0.01, 8 * hour, ["moderate", "slow", "creeping"]],
] as const)(
  "when %s fails each tier fires after the time that its budget lasts",
  async (_, bad, lasts, tiers) => {
    for (const history of [[healthy], []]) {
      const began = history.length === 0 ? 0 : healthy.lasts;
      const fired = await firing(
        promise,
        requests([...history, { lasts, perSecond: 10, bad }]),
        began + lasts,
      );
      expect(Object.keys(fired)).toEqual(tiers);
      for (const tier of tiers) {
        const took = (fired[tier]?.first ?? 0) - began;
        const limit = arithmetic(tier, promise, bad);
        // Traffic that has just begun is taken for less than it is, until five minutes of it are there.
        const earliest = began === 0 ? 0 : limit;
        expect([tier, took >= earliest, took <= limit + delays[tier]]).toEqual([tier, true, true]);
      }
    }
  },
  120_000,
);

test("ten minutes of nothing but errors spend their share of the month's budget", async () => {
  const outage = [healthy, { lasts: 600, perSecond: 10, bad: 1 }, { ...healthy, lasts: 600 }];
  const [, , [ratio] = []] = await answers("budget", promise, requests(outage), 2 * hour + 1200, 60);
  // 600 s of the 2592 s that 0.1% of 30 days are; smoothed, so that a look more or less shows.
  expect((ratio?.value ?? 0) / 0.001).toBeCloseTo(600 / 2592, 1);
  expect(ratio?.labels).toMatchObject({ system: "shop", service: "shop-api", slo: "availability" });
});

test("a slow leak is found by the slowest tier alone, after a day and a half", async () => {
  const lasts = 40 * hour;
  const leak = requests([{ lasts, perSecond: 10, bad: 0.002 }]);
  const fired = await firing(promise, leak, lasts, 60);
  expect(Object.keys(fired)).toEqual(["creeping"]);
  const limit = arithmetic("creeping", promise, 0.002);
  expect(fired.creeping?.first).toBeGreaterThanOrEqual(limit);
  expect(fired.creeping?.first).toBeLessThanOrEqual(limit + 600);
}, 120_000);

test("half of the budget's pace for two days alerts nobody", async () => {
  const lasts = 48 * hour;
  expect(await firing(promise, requests([{ lasts, perSecond: 10, bad: 0.0008 }]), lasts, 60)).toEqual({});
}, 120_000);

/** A counter that stands still but for single steps at some times. */
function steps(lasts: number, ...at: number[]): string {
  const length = lasts / step;
  return Array.from({ length }, (_, i) => at.filter((time) => time <= i * step).length).join(" ");
}

const everyTenMinutes = (lasts: number) =>
  Array.from({ length: Math.floor(lasts / 600) }, (_, i) => i * 600 + 300);

test.each([
  ["one error", [3 * hour + 300], []],
  ["two errors, hours apart", [2 * hour + 300, 5 * hour + 300], ["moderate", "slow", "creeping"]],
  ["two errors within the hour", [3 * hour + 300, 3 * hour + 900], ["fast", "moderate", "slow", "creeping"]],
])("at six requests an hour: %s", async (_, at, tiers) => {
  const lasts = 8 * hour;
  const series = [
    { series: `requests_total${own}`, values: steps(lasts, ...everyTenMinutes(lasts)) },
    { series: `errors_total${own}`, values: steps(lasts, ...at) },
  ];
  expect(Object.keys(await firing(promise, series, lasts))).toEqual(tiers);
});

test("a probe that fails is an outage of 100%, one that fails once is none", async () => {
  const slo = uptime({
    ...common,
    of: watched(origin).probeSuccess.where({ probe: "liveness", check: "all" }),
  });
  const probe = `probe_success{system="shop",service="shop-api",probe="liveness",check="all"}`;
  const gone = await firing(slo, [{ series: probe, values: "1x479 0x240" }], 3 * hour);
  const took = (gone.fast?.first ?? 0) - 2 * hour;
  expect(took).toBeGreaterThanOrEqual(45);
  expect(took).toBeLessThanOrEqual(90);
  expect(await firing(slo, [{ series: probe, values: "1x479 0 1x239" }], 3 * hour)).toEqual({});
});

test("requests over the bound of a classic and of a native histogram burn alike", async () => {
  const bound = { ...common, objective: 0.99, within: 0.1 as const };
  const outage = [healthy, { lasts: hour, perSecond: 10, bad: 0.5 }];
  const count = counter(outage, ({ perSecond }) => perSecond);
  const within = counter(outage, ({ perSecond, bad }) => perSecond * (1 - bad));
  const classic = await firing(
    latency({ ...bound, of: metrics.duration }),
    [
      { series: `duration_seconds_count${own}`, values: count },
      { series: `duration_seconds_bucket{system="shop",service="shop-api",le="0.1"}`, values: within },
    ],
    3 * hour,
  );
  // Schema 0: buckets end at powers of 2, so that half of what is counted lies within 1 s, half above.
  const native = await firing(
    latency({ ...common, objective: 0.99, of: metrics.native, within: 1 }),
    [
      {
        series: `native_seconds${own}`,
        values:
          "{{schema:0 sum:0 count:0 offset:0 buckets:[0 0]}}+{{schema:0 sum:75 count:150 offset:0 buckets:[150 0]}}x479 {{schema:0 sum:36000 count:72000 offset:0 buckets:[72000 0]}}+{{schema:0 sum:150 count:150 offset:0 buckets:[75 75]}}x239",
      },
    ],
    3 * hour,
  );
  expect(Object.keys(native)).toEqual(Object.keys(classic));
  expect(native.fast?.first).toBe(classic.fast?.first);
  const took = (classic.fast?.first ?? 0) - 2 * hour;
  const limit = arithmetic("fast", latency({ ...bound, of: metrics.duration }), 0.5);
  expect(took).toBeGreaterThanOrEqual(limit - step);
  expect(took).toBeLessThanOrEqual(limit + 45);
});

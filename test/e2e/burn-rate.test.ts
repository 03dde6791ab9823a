import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ruleFiles } from "../../alerts/rules";
import type { BurnTier } from "../../declaration/burn-tier";
import { burnTiers } from "../../declaration/burn-tier";
import { alertingRatio, burnWindows } from "../../declaration/error-budget";
import { failing } from "../../declaration/fault";
import type { Slo } from "../../declaration/slo";
import { availability, latency, uptime } from "../../declaration/slo";
import { metricsOf } from "../../telemetry/metrics";
import { watched } from "../../telemetry/target";
import { seconds } from "../../telemetry/units";
import { findTool } from "../../toolchain/find";
import { binaryOf, isFound } from "../../toolchain/outcome";
import { evaluate } from "../../verify/alerts/promtool";
import { origin, settings, shopWith } from "../alerts/shop";

// When the alerts of SLOs fire, by Prometheus' own rule engine, against what the arithmetic says.

const folder = mkdtempSync(join(tmpdir(), "belfry-burn-"));
const hour = 3600;
const step = 15;
let promtool = "";

const metrics = metricsOf(origin, ({ counter, histogram }) => ({
  requests: counter("requests_total", { help: "Requests." }),
  errors: counter("errors_total", { help: "Requests that failed." }),
  duration: histogram("duration_seconds", { help: "Duration.", buckets: [0.1, 1] }),
  native: histogram("native_seconds", { help: "Duration." }),
}));
const common = { description: "Works.", objective: 0.999, spentUnder: { fast: ["errors"] } } as const;
const promise = availability({ ...common, bad: [metrics.errors], total: [metrics.requests] });

/** What is counted in a stretch of time: events and bad ones per second. */
interface Stretch {
  readonly lasts: number;
  readonly perSecond: number;
  readonly bad: number;
}

const own = `{system="shop",service="shop-api"}`;

/** A counter that grows at the pace of each stretch. */
function counter(stretches: readonly Stretch[], pace: (stretch: Stretch) => number): string {
  let total = 0;
  return stretches
    .map((stretch) => {
      const growth = pace(stretch) * step;
      const text = `${total}+${growth}x${stretch.lasts / step - 1}`;
      total += growth * (stretch.lasts / step);
      return text;
    })
    .join(" ");
}

function requests(stretches: readonly Stretch[]) {
  return [
    { series: `requests_total${own}`, values: counter(stretches, ({ perSecond }) => perSecond) },
    { series: `errors_total${own}`, values: counter(stretches, ({ perSecond, bad }) => perSecond * bad) },
  ];
}

interface Fired {
  readonly first: number;
  readonly last: number;
}

type Input = readonly { readonly series: string; readonly values: string }[];

/** What Prometheus answers at the end to each question, with the rules of one group evaluated so often. */
async function answers(group: "slo" | "budget", slo: Slo, series: Input, lasts: number, every: number) {
  const service = shopWith({ metrics, slos: [slo], alerts: [], faults: { errors: failing(1, "500") } });
  const { groups } = parse(ruleFiles([service], settings)["shop.shop-api.slo.yaml"] ?? "");
  const names = ["shop/shop-api:slo", `shop/shop-api:${group}`];
  const rules = join(folder, "rules.yaml");
  const file = join(folder, "cases.yaml");
  const test = {
    name: "burning",
    interval: `${step}s`,
    input_series: series,
    promql_expr_test: questions(lasts, every).map((expr) => ({ expr, eval_time: `${lasts}s` })),
  };
  writeFileSync(
    rules,
    stringify({ groups: groups.filter(({ name }: { name: string }) => names.includes(name)) }),
  );
  writeFileSync(file, stringify({ rule_files: [rules], evaluation_interval: `${every}s`, tests: [test] }));
  const { samples } = (await evaluate(promtool, file)).get("burning") ?? {};
  return questions(lasts, every).map((question) => samples?.get(`${question} @ ${lasts}`) ?? []);
}

function questions(lasts: number, every: number): readonly string[] {
  const asked = (how: string) =>
    `${how}_over_time(timestamp(ALERTS{alertstate="firing"})[${lasts}s:${every}s])`;
  return [asked("min"), asked("max"), "belfry:error_ratio:rate30d"];
}

/** By tier, when its alert fired first and last, in seconds. */
async function firing(
  slo: Slo,
  series: Input,
  lasts: number,
  every = step,
): Promise<Partial<Record<BurnTier, Fired>>> {
  const [first = [], last = []] = await answers("slo", slo, series, lasts, every);
  return Object.fromEntries(
    burnTiers.flatMap((tier) => {
      const began = first.find(({ labels }) => labels.tier === tier);
      const ended = last.find(({ labels }) => labels.tier === tier);
      return began ? [[tier, { first: began.value, last: ended?.value }]] : [];
    }),
  );
}

/** Seconds that so bad a time must last until the tier alerts. */
function arithmetic(tier: BurnTier, slo: Slo, bad: number): number {
  return (alertingRatio(tier, slo) * seconds(burnWindows[tier].long)) / bad;
}

beforeAll(async () => {
  const found = await findTool("prometheus");
  if (!isFound(found)) throw new Error(`prometheus is missing: ${found.fix}`);
  promtool = binaryOf(found, "promtool");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const healthy = { lasts: 2 * hour, perSecond: 10, bad: 0 };

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

test("the fast tier is over five minutes after the errors are", async () => {
  const outage = { lasts: 10 * 60, perSecond: 10, bad: 1 };
  const after = { lasts: hour, perSecond: 10, bad: 0 };
  const fired = await firing(
    promise,
    requests([healthy, outage, after]),
    healthy.lasts + outage.lasts + hour,
  );
  const over = (fired.fast?.last ?? 0) - healthy.lasts - outage.lasts;
  expect(over).toBeGreaterThan(0);
  expect(over).toBeLessThanOrEqual(300 + step);
});

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

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ruleFiles } from "../../../alerts/rules";
import type { BurnTier } from "../../../declaration/burn-tier";
import { burnTiers } from "../../../declaration/burn-tier";
import { failing } from "../../../declaration/fault";
import type { Slo } from "../../../declaration/slo";
import { availability } from "../../../declaration/slo";
import { metricsOf } from "../../../telemetry/metrics";
import { findTool } from "../../../toolchain/find";
import { binaryOf, isFound } from "../../../toolchain/outcome";
import { evaluate } from "../../../verify/alerts/promtool";
import { origin, settings, shopWith } from "../../alerts/shop";

// The shop's requests, and what the rules of an SLO make of them in Prometheus' own engine.

const folder = mkdtempSync(join(tmpdir(), "belfry-burn-"));
export const hour = 3600;
/** Seconds between two samples. */
export const step = 15;
let promtool = "";

beforeAll(async () => {
  const found = await findTool("prometheus");
  if (!isFound(found)) throw new Error(`prometheus is missing: ${found.fix}`);
  promtool = binaryOf(found, "promtool");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const metrics = metricsOf(origin, ({ counter, histogram }) => ({
  requests: counter("requests_total", { help: "Requests." }),
  errors: counter("errors_total", { help: "Requests that failed." }),
  duration: histogram("duration_seconds", { help: "Duration.", buckets: [0.1, 1] }),
  native: histogram("native_seconds", { help: "Duration." }),
}));
export const common = { description: "Works.", objective: 0.999, spentUnder: { fast: ["errors"] } } as const;
export const promise = availability({ ...common, bad: [metrics.errors], total: [metrics.requests] });

/** What is counted in a stretch of time: events and bad ones per second. */
export interface Stretch {
  readonly lasts: number;
  readonly perSecond: number;
  readonly bad: number;
}

export const own = `{system="shop",service="shop-api"}`;

/** A counter that grows at the pace of each stretch. */
export function counter(stretches: readonly Stretch[], pace: (stretch: Stretch) => number): string {
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

export function requests(stretches: readonly Stretch[]) {
  return [
    { series: `requests_total${own}`, values: counter(stretches, ({ perSecond }) => perSecond) },
    { series: `errors_total${own}`, values: counter(stretches, ({ perSecond, bad }) => perSecond * bad) },
  ];
}

export interface Fired {
  readonly first: number;
  readonly last: number;
}

export type Input = readonly { readonly series: string; readonly values: string }[];

/** What Prometheus answers at the end to each question, with the rules of one group evaluated so often. */
export async function answers(
  group: "slo" | "budget",
  slo: Slo,
  series: Input,
  lasts: number,
  every: number,
) {
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
  const { samples } = (await evaluate(promtool, [file])).get("burning") ?? {};
  return questions(lasts, every).map((question) => samples?.get(`${question} @ ${lasts}`) ?? []);
}

function questions(lasts: number, every: number): readonly string[] {
  const asked = (how: string) =>
    `${how}_over_time(timestamp(ALERTS{alertstate="firing"})[${lasts}s:${every}s])`;
  return [asked("min"), asked("max"), "belfry:error_ratio:rate30d"];
}

/** By tier, when its alert fired first and last, in seconds. */
export async function firing(
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

/** Two hours without an error. */
export const healthy = { lasts: 2 * hour, perSecond: 10, bad: 0 };

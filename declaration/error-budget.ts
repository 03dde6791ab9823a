import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";
import { type BurnTier, burnTiers } from "./burn-tier";
import type { Slo } from "./slo";

/** When a tier alerts: this share of the budget was spent within `long`, and `short` says that it goes on. */
export interface BurnWindows {
  /** Share of the whole window's budget, 0–1. */
  readonly spent: number;
  readonly long: Duration;
  /** A twelfth of `long`: so soon it is over when the burning is. */
  readonly short: Duration;
}

/**
 * The parameters of the SRE workbook, chapter 5 "Alerting on SLOs", iteration 6 (multiwindow, multi-burn-rate): the
 * table "Recommended parameters" has 1h, 6h and 3d, the rules above it 1d (burn rate 3), too.
 * https://sre.google/workbook/alerting-on-slos/
 */
export const burnWindows: Readonly<Record<BurnTier, BurnWindows>> = {
  fast: { spent: 0.02, long: "1h", short: "5m" },
  moderate: { spent: 0.05, long: "6h", short: "30m" },
  slow: { spent: 0.1, long: "1d", short: "2h" },
  creeping: { spent: 0.1, long: "3d", short: "6h" },
};

/** Drops the noise of binary fractions: 1 - 0.999 is 0.0010000000000000009 otherwise. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}

/** Share of the events that may be bad: 0.001 for an objective of 0.999. */
export function errorBudget({ objective }: Pick<Slo, "objective">): number {
  return exact(1 - objective);
}

/** How many times as fast as it may the budget burns when the tier alerts: 14.4 for 2% of 30 days in one hour. */
export function burnRate(tier: BurnTier, { window }: Pick<Slo, "window">): number {
  const { spent, long } = burnWindows[tier];
  return exact((spent * seconds(window)) / seconds(long));
}

/** Share of bad events at which the tier alerts: burn rate × budget. */
export function alertingRatio(tier: BurnTier, slo: Pick<Slo, "objective" | "window">): number {
  return exact(burnRate(tier, slo) * errorBudget(slo));
}

/** Tiers that can alert at all: an objective of 90% is never missed 14.4 times as fast as allowed. */
export function tiersOf(slo: Pick<Slo, "objective" | "window">): readonly BurnTier[] {
  return burnTiers.filter((tier) => alertingRatio(tier, slo) < 1);
}

/**
 * The fewest events that a long window is taken to hold; where there are fewer, the missing ones count as good. One
 * error among N is a ratio of 1/N, and two are 2/N; N = 1.5 / alertingRatio puts the threshold half-way between: one
 * error never alerts, two do (three where the ratio is above a half), however little traffic there is. The margin on
 * both sides takes what `rate()` extrapolates.
 */
export function fewestEvents(tier: BurnTier, slo: Pick<Slo, "objective" | "window">): number {
  return Math.ceil(exact(1.5 / alertingRatio(tier, slo)));
}

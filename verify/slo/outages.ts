import type { BurnTier } from "../../declaration/burn-tier";
import { alertingRatio, burnWindows, errorBudget, tiersOf } from "../../declaration/error-budget";
import type { Slo } from "../../declaration/slo";
import { seconds } from "../../telemetry/units";

/** Something that makes a share of the events bad, from one moment on. */
export interface Outage {
  readonly name: string;
  /** Share of bad events, 0–1. */
  share(slo: Slo): number;
}

/** Twice the pace at which the budget just lasts: no tier but the slowest sees it. */
const slowPace = 2;

export const outages: readonly Outage[] = [
  { name: "100 %", share: () => 1 },
  { name: "10 %", share: () => 0.1 },
  { name: "2 %", share: () => 0.02 },
  { name: `slow burn: ${slowPace} × the budget's pace`, share: (slo) => slowPace * errorBudget(slo) },
];

/** When a tier alerts by arithmetic: after so many seconds its long window holds the share that it alerts at. */
export interface Limit {
  readonly tier: BurnTier;
  readonly seconds: number;
}

/** The first tier that alerts while this share of the events is bad; undefined where none does: the budget lasts. */
export function arithmeticLimit(slo: Slo, share: number): Limit | undefined {
  const limits = tiersOf(slo)
    .filter((tier) => alertingRatio(tier, slo) < share)
    .map((tier) => ({ tier, seconds: (seconds(burnWindows[tier].long) * alertingRatio(tier, slo)) / share }));
  return limits.sort((a, b) => a.seconds - b.seconds)[0];
}

/** Share of the whole budget that is spent after so many seconds. */
export function spentAfter(slo: Slo, share: number, after: number): number {
  return (share * after) / (errorBudget(slo) * seconds(slo.window));
}

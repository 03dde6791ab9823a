import type { BurnTier } from "../declaration/burn-tier";
import { errorBudget } from "../declaration/error-budget";
import type { Service } from "../declaration/service";
import type { Slo } from "../declaration/slo";
import { sloSeries } from "../declaration/slo-series";
import { noLessThan, value } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import { seconds } from "../telemetry/units";

/** What is asked of an SLO; of several places the worst. */
export interface SloQueries {
  /** Share of bad events within 5 minutes; none without traffic. */
  readonly bad: PromQuery;
  /** Share of good events in the window of the objective. */
  readonly kept: PromQuery;
  /** What is left of the budget: 1 is all of it, less than 0 is a broken promise. */
  readonly left: PromQuery;
  /** Seconds until nothing is left, at the pace of the last hour; none when nothing burns. */
  readonly lasts: PromQuery;
  /** How many times as fast as it may the budget burns. */
  burn(tier: BurnTier): PromQuery;
}

/** 1 minus the query. */
function rest(of: PromQuery): PromQuery {
  return of.times(-1).plus(1);
}

export function sloQueries({ origin }: Service, slo: Slo): SloQueries {
  const m = sloSeries(origin, slo);
  const budget = errorBudget(slo);
  const burn = (tier: BurnTier) => value(m[tier]).max().dividedBy(budget, "count");
  const left = rest(value(m.whole).max().dividedBy(budget, "ratio"));
  return {
    bad: value(m.errors).sum().dividedBy(value(m.events).sum().above(0), "ratio"),
    kept: rest(value(m.whole).max()),
    left,
    lasts: noLessThan(left, 0).times(seconds(slo.window)).dividedBy(burn("fast").above(0), "seconds"),
    burn,
  };
}

import type { Alert } from "../declaration/alert";
import { alert } from "../declaration/alert";
import type { BurnTier } from "../declaration/burn-tier";
import { burnTiers } from "../declaration/burn-tier";
import { alertingRatio, burnRate, burnWindows, errorBudget, tiersOf } from "../declaration/error-budget";
import type { Service } from "../declaration/service";
import type { Slo } from "../declaration/slo";
import { sloSeries } from "../declaration/slo-series";
import type { Severity } from "../declaration/team";
import { overTime, sampled, value } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import { watched } from "../telemetry/target";
import type { Duration } from "../telemetry/units";
import { spoken } from "../telemetry/units";
import { burnRateRunbook } from "./burn-rate-runbook";
import { numberFormat } from "./number-format";
import { place } from "./slo-events";
import { stepOf } from "./slo-recordings";

/** Who is woken: the more depends on a service, the slower a burn may be that wakes somebody. */
const severities: Readonly<Record<Service["importance"], Readonly<Record<BurnTier, Severity>>>> = {
  high: { fast: "critical", moderate: "critical", slow: "warning", creeping: "warning" },
  normal: { fast: "critical", moderate: "warning", slow: "warning", creeping: "info" },
  low: { fast: "warning", moderate: "warning", slow: "info", creeping: "info" },
};

function pascal(words: string): string {
  return words.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** Name of the alert; like every alert's, it never changes. */
export function burnRateAlertName(slo: Slo, tier: BurnTier): string {
  return `${pascal(slo.name)}BurnRate${pascal(tier)}`;
}

/** Faults that reach the tier: those that spend at its pace, or faster. */
function faultsOf({ spentUnder }: Slo, tier: BurnTier): readonly string[] {
  const asFast = burnTiers.slice(0, burnTiers.indexOf(tier) + 1);
  return asFast.flatMap((one) => spentUnder[one] ?? []);
}

/** Share of bad events in the short window, in which nothing is smoothed: it is over when the burning is. */
function recently(service: Service, slo: Slo, window: Duration): PromQuery {
  const { errors, events } = sloSeries(service.origin, slo);
  if (window === "5m") return value(errors).dividedBy(value(events).above(0), "ratio");
  const bad = sampled("sum", errors, window, stepOf(window));
  return bad.dividedBy(sampled("sum", events, window, stepOf(window)).above(0), "ratio");
}

/**
 * A faster tier has told of this burning and is over, so lately that the short window still holds what it told of: it
 * cannot say yet whether the burning goes on. While a faster tier fires the slower ones do, too, and Alertmanager holds
 * them back; from its end on nothing would (docs/decisions/0015).
 */
function justTold({ origin }: Service, slo: Slo, tier: BurnTier): PromQuery<string> | undefined {
  const all = tiersOf(slo);
  const faster = all.slice(0, all.indexOf(tier)).map((one) => burnRateAlertName(slo, one));
  if (faster.length === 0) return undefined;
  const told = watched(origin).alerts.where({ alertname: faster, alertstate: "firing" });
  return overTime("max", told, burnWindows[tier].short)
    .max(...place)
    .unless(value(told).max(...place));
}

function burnRateAlert(service: Service, slo: Slo, tier: BurnTier): Alert {
  const { service: name } = service.origin;
  const { spent, long, short } = burnWindows[tier];
  const burning = value(sloSeries(service.origin, slo)[tier]).dividedBy(errorBudget(slo), "count");
  const goesOn = recently(service, slo, short).above(alertingRatio(tier, slo));
  const told = justTold(service, slo, tier);
  const tooFast = burning.above(burnRate(tier, slo)).and(goesOn);
  const share = numberFormat("ratio");
  return alert(burnRateAlertName(slo, tier), {
    when: told ? tooFast.unless(told, { on: place }) : tooFast,
    severity: severities[service.importance][tier],
    labels: { slo: slo.name, tier },
    summary: (f) => `${name} burns its budget for ${slo.name} ${f.value} times as fast as it may`,
    description: (f) =>
      [
        `Promised: ${share.text(slo.objective)} over ${spoken(slo.window)}. ${slo.description}`,
        `Within ${spoken(long)} more than ${share.text(spent)} of that budget was spent, and it burns on within ${spoken(short)}.`,
        `Measured is ${f.value} times the pace at which it would just last, the limit is ${f.threshold}.`,
      ].join(" "),
    runbook: burnRateRunbook(service, slo, tier),
    firesUnder: faultsOf(slo, tier),
  });
}

/** The alerts of a service's SLOs: one for each pace at which a budget can burn, fastest first. */
export function burnRateAlerts(service: Service): readonly Alert[] {
  return (service.slos ?? []).flatMap((slo) => tiersOf(slo).map((tier) => burnRateAlert(service, slo, tier)));
}

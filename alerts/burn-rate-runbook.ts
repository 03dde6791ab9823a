import type { Runbook } from "../declaration/alert";
import type { BurnTier } from "../declaration/burn-tier";
import { burnRate, burnWindows } from "../declaration/error-budget";
import type { Service } from "../declaration/service";
import type { Slo } from "../declaration/slo";
import { seconds, spoken } from "../telemetry/units";
import { numberFormat } from "./number-format";

const share = numberFormat("ratio");

/** How long the whole budget lasts at the pace at which the tier alerts. */
function lasts(slo: Slo, tier: BurnTier): string {
  const hours = Math.round(seconds(slo.window) / burnRate(tier, slo) / 3600);
  return hours < 72 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

/** What users notice, by what is promised to them. */
const impact: Readonly<Record<Slo["kind"], string>> = {
  availability: "Some of the users' requests fail.",
  latency: "Some of the users' requests take longer than promised.",
  uptime: "From outside it looks as if the service were not there, at times or all the time.",
};

/** Where to look first, by what is measured. */
const look: Readonly<Record<Slo["kind"], readonly string[]>> = {
  availability: [
    "On the service's dashboard, row Errors: which route or which status fails, and since when?",
    "Read its error lines of that time, and one failed trace.",
  ],
  latency: [
    "On the service's dashboard, row Duration: is it one route, or all of them?",
    "Open a slow trace: which span takes the time, its own work, the database or another service?",
  ],
  uptime: [
    "On the service's dashboard, panel Probes: which endpoint and which of its checks fails?",
    "Ask that endpoint yourself: is it the service that fails, or the way to it?",
  ],
};

const urgency: Readonly<Record<BurnTier, string>> = {
  fast: "Stop it now, understand it afterwards: roll back what was deployed or switched last.",
  moderate: "Stop it today: roll back what was deployed or switched last.",
  slow: "Plan the repair for this week, before new features: what is spent now is missing in the next outage.",
  creeping: "Plan the repair for this week, before new features: at this pace the promise is just not kept.",
};

/** What to do when a budget burns: what the SLO's author knows comes first. */
export function burnRateRunbook({ origin }: Service, slo: Slo, tier: BurnTier): Runbook {
  const { spent, long } = burnWindows[tier];
  const [first, ...rest] = [
    ...(slo.diagnosis ?? []),
    ...look[slo.kind],
    "Did it begin with a deployment, a configuration change, a certificate, a jump of the load?",
    "Does something that it depends on fire as well? Then begin there.",
  ];
  return {
    meaning: `${origin.service} promises ${share.text(slo.objective)} over ${spoken(slo.window)} (${slo.description.replace(/\.$/, "")}). In ${spoken(long)} it has spent more than ${share.text(spent)} of what may go wrong in that time; at this pace all of it lasts ${lasts(slo, tier)}.`,
    impact: impact[slo.kind],
    diagnosis: [first ?? "", ...rest],
    mitigation: [
      urgency[tier],
      "When it is the load: add instances, or refuse what can wait (rate limits).",
      "When the budget is used up: no risky change until it has recovered.",
    ],
  };
}

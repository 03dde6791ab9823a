import { burnTiers } from "../declaration/burn-tier";
import type { Service } from "../declaration/service";
import type { InhibitRule } from "./alertmanager-config";
import { is, isNoneOf, isOneOf } from "./alertmanager-config";
import { targetMissing } from "./target-missing";

/** What an alert is called that says that the whole service is gone. */
const lossNames = ["ServiceDown", targetMissing];
/** One service in one place: an alert never holds back another's. */
const sameService = ["environment", "cluster", "system", "service"];

function names(services: readonly Service[], holds: (alert: Service["alerts"][number]) => boolean) {
  return [...new Set(services.flatMap(({ alerts }) => alerts.filter(holds).map(({ name }) => name)))];
}

/** Of one SLO's alerts the fastest speaks: that the budget burns slowly, too, is no news then. */
function slowerTiers(): readonly InhibitRule[] {
  return burnTiers.slice(0, -1).map((tier, i) => ({
    name: `a budget that burns ${tier} holds back the slower tiers`,
    source_matchers: [is("tier", tier)],
    target_matchers: [isOneOf("tier", burnTiers.slice(i + 1))],
    equal: [...sameService, "slo"],
  }));
}

/**
 * What is a consequence of something worse is held back while the worse fires. Never held back: a heartbeat, whose
 * absence is the alarm, and by mere severity a warning that its author sends to a webhook, since that feeds a program
 * that is told of each one.
 */
export function inhibitRules(services: readonly Service[]): readonly InhibitRule[] {
  const heartbeats = names(services, (alert) => alert.class === "heartbeat");
  const fed = names(services, (alert) => alert.to?.includes("webhook") ?? false);
  return [
    {
      name: "a service that is gone holds back its symptoms",
      source_matchers: [isOneOf("alertname", lossNames)],
      target_matchers: [isNoneOf("alertname", [...lossNames, ...heartbeats])],
      equal: sameService,
    },
    {
      name: "critical holds back warning",
      source_matchers: [
        is("severity", "critical"),
        ...(heartbeats.length > 0 ? [isNoneOf("alertname", heartbeats)] : []),
      ],
      target_matchers: [
        is("severity", "warning"),
        // A loss that is a mere warning holds back what is critical: the two together would tell nobody.
        isNoneOf("alertname", [...fed, ...lossNames, ...heartbeats]),
      ],
      equal: sameService,
    },
    ...(services.some(({ slos = [] }) => slos.length > 0) ? slowerTiers() : []),
  ];
}

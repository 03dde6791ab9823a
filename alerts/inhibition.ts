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
        ...(fed.length + heartbeats.length > 0 ? [isNoneOf("alertname", [...fed, ...heartbeats])] : []),
      ],
      equal: sameService,
    },
  ];
}

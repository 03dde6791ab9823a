import type { Alert } from "../declaration/alert";
import { alert } from "../declaration/alert";
import type { Service } from "../declaration/service";
import type { Expression } from "../queries/expression";
import { absent } from "../queries/promql";
import { watched } from "../telemetry/target";
import { burnRateAlerts } from "./burn-rate-alerts";

/** Name of the alert that is generated; like every alert's, it never changes. */
export const targetMissing = "TargetMissing";

function noticesAbsence(expression: Expression): boolean {
  switch (expression.kind) {
    case "call": {
      const [of] = expression.args;
      return expression.name === "absent" && of?.kind === "series" && of.series === "up";
    }
    case "binary":
      return noticesAbsence(expression.left) || noticesAbsence(expression.right);
    default:
      return false;
  }
}

function missing(service: Service): Alert {
  const { system, service: name } = service.origin;
  return alert(targetMissing, {
    when: absent(watched(service.origin).up),
    hold: "1m",
    severity: service.importance === "high" ? "critical" : "warning",
    summary: () => `${name} is not scraped at all`,
    description: (f) =>
      `For ${f.hold} Prometheus has had no target for ${system}/${name}: nothing of it is watched.`,
    runbook: {
      meaning: `No target of ${system}/${name} is known to Prometheus: its last instance is gone, or discovery has lost it.`,
      impact: "No metric of it arrives, so none of its other alerts can fire. Its users may be without it.",
      diagnosis: [
        "Is the service deployed, and is at least one instance running?",
        "Does Prometheus' list of targets have its job, and with which error?",
        "Did somebody rename the service, its port or its labels?",
      ],
      mitigation: [
        "Start it again, or roll the deployment back.",
        "Mend the discovery; when the service was retired on purpose, remove its declaration.",
      ],
    },
    firesUnder: [],
  });
}

/**
 * The alerts that a service declares, and TargetMissing where it is scraped and declares no alert on the absence of its
 * `up`. `up == 0` does not see a service that discovery has lost (on Kubernetes every pod that is gone), and a service
 * that is silently not scraped has no alert that could fire. It is as severe as the service is important. No fault of a
 * service makes its target vanish, so it names none: absence is a case of the proof itself.
 */
export function ownAlertsOf(service: Service): readonly Alert[] {
  const noticed = service.alerts.some(({ when }) => noticesAbsence(when.expression));
  return service.delivery.by !== "scrape" || noticed ? service.alerts : [...service.alerts, missing(service)];
}

/** All alerts of a service, those of its SLOs included. */
export function alertsOf(service: Service): readonly Alert[] {
  return [...ownAlertsOf(service), ...burnRateAlerts(service)];
}

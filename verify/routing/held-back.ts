import { targetMissing } from "../../alerts/target-missing";
import type { Alert } from "../../declaration/alert";
import type { Service } from "../../declaration/service";
import type { Labels } from "../series/series";
import type { RoutingAnswer } from "./ask";

/** An alert as it comes to Alertmanager. */
export interface Routed {
  readonly service: Service;
  readonly alert: Alert;
  readonly labels: Labels;
}

/** Whom others may hold back: by what is worse in the same service, never a heartbeat, never each other. */
export function inhibitionProblem(
  index: number,
  everyone: readonly Routed[],
  { alerts }: RoutingAnswer,
): string | undefined {
  const own = everyone[index];
  if (!own) return undefined;
  for (const other of alerts[index]?.heldBackBy ?? []) {
    const by = everyone[other];
    if (!by) continue;
    if (own.alert.class === "heartbeat") return `${by.alert.name} holds it back, though it is a heartbeat`;
    if (by.service !== own.service)
      return `${by.service.id}/${by.alert.name} holds it back, another service's`;
    if (alerts[other]?.heldBackBy.includes(index)) return `it and ${by.alert.name} hold each other back`;
    const loss = by.alert.name === "ServiceDown" || by.alert.name === targetMissing;
    if (!loss && by.alert.severity !== "critical" && by.labels.tier === undefined) {
      return `${by.alert.name}, a mere ${by.alert.severity}, holds it back`;
    }
  }
  return undefined;
}

/** While the whole service is gone its other alerts are consequences, which are not told. */
export function symptomProblem(
  index: number,
  everyone: readonly Routed[],
  { alerts }: RoutingAnswer,
): string | undefined {
  const own = everyone[index];
  if (!own || own.alert.class === "heartbeat") return undefined;
  const losses = ["ServiceDown", targetMissing];
  if (losses.includes(own.alert.name)) return undefined;
  const loss = everyone.findIndex(
    ({ service, alert }) => service === own.service && alert.name === "ServiceDown",
  );
  if (loss < 0 || alerts[index]?.heldBackBy.includes(loss)) return undefined;
  return "it is told beside ServiceDown";
}

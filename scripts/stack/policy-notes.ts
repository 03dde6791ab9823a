import type { EngineEvent } from "@pulumi/pulumi/automation";
import { findingsIn } from "../readiness/event-findings";

/** What the policy pack found wrong in a preview, a line each; nothing where all holds. */
export function policyNotes(events: readonly EngineEvent[]): readonly string[] {
  return findingsIn(events)
    .filter(({ status }) => status === "fail")
    .map(
      ({ policy, resource, why }) =>
        `Policy ${policy} does not hold: ${resource.name}: ${why}. More: npm run readiness -- --stack local`,
    );
}

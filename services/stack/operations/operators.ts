import type { Behaviour, Moment } from "../../../declaration/behaviour";
import type { Emission } from "../../../declaration/emission";
import type { Team } from "../../../declaration/team";

/** Who runs the stack itself. */
export const operators: Team = {
  name: "belfry",
  channels: { critical: ["pagerduty", "slack"], warning: ["slack"], info: ["slack"] },
  escalation: { after: "15m", to: "the platform lead on call", channel: "pagerduty" },
};

/**
 * What a server sends every 15 s when all is well. The stack's servers are real, so nothing stands in for them: the
 * proof plays this and their faults. The numbers are of the order seen on the running servers.
 */
export function serving(emits: (moment: Moment) => readonly Emission[]): Behaviour {
  return { operations: [], background: [{ everySeconds: 15, emits }] };
}

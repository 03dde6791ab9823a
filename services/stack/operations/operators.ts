import type { Behaviour } from "../../../declaration/behaviour";
import type { Team } from "../../../declaration/team";

/** Who runs the stack itself. */
export const operators: Team = {
  name: "belfry",
  channels: { critical: ["pagerduty", "slack"], warning: ["slack"], info: ["slack"] },
  escalation: { after: "15m", to: "the platform lead on call", channel: "pagerduty" },
};

/** The stack's servers are real, so nothing stands in for them; only their faults are played in proofs. */
export const notSimulated: Behaviour = { operations: [] };

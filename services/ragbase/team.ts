import type { MessageFacts, Payload } from "../../declaration/presentation";
import type { Team } from "../../declaration/team";

/** What `ALERT_WEBHOOK_URL` takes. `level` is that of the log lines; alerts over metrics have none and say `error`. */
function webhook(message: MessageFacts): Payload {
  return {
    text: `[ERROR] ${message.summary}`,
    level: message.label("level", "error"),
    message: message.summary,
    // What the context holds is not stated.
    context: {
      service: message.label("service"),
      type: message.label("type"),
      severity: message.severity,
      runbook: message.runbook,
    },
    timestamp: message.startedAt,
  };
}

export const team: Team = {
  name: "ragbase",
  // Its own alert goes to the webhook. For those that the catalog adds: who must get up is paged.
  channels: { critical: ["pagerduty", "webhook"], warning: ["webhook"], info: ["webhook"] },
  escalation: { after: "15m", to: "the maintainer of ragbase", channel: "pagerduty" },
  presentation: { webhook },
};

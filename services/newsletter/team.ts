import type { Team } from "../../declaration/team";

/** Its alerts go to Slack and e-mail; whom to call when nobody reacts is not stated, so the catalog names the lead. */
export const team: Team = {
  name: "newsletter",
  channels: { critical: ["slack", "email"], warning: ["slack", "email"], info: ["slack", "email"] },
  escalation: { after: "15m", to: "the newsletter's lead", channel: "email" },
};

import type { Team } from "../../declaration/team";

/** Critical goes to PagerDuty around the clock, warnings to Slack; infos, of which nothing is stated, too. */
export const team: Team = {
  name: "greenstack",
  channels: { critical: ["pagerduty"], warning: ["slack"], info: ["slack"] },
  escalation: { after: "15m", to: "a senior engineer", channel: "pagerduty" },
};

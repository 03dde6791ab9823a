import type { Team } from "../../declaration/team";

export const team: Team = {
  name: "travel-crm",
  // Its alerts go to Slack, database down to e-mail (ADMIN_EMAIL), too.
  channels: { critical: ["slack"], warning: ["slack"], info: ["slack"] },
  // PagerDuty is wanted, too: it gets what Slack has not moved anyone to mend.
  escalation: { after: "15m", to: "the engineer on duty", channel: "pagerduty" },
  presentation: {
    slack: {
      title: ({ severityInCapitals }) => `Travel CRM Alert - ${severityInCapitals}`,
      text: ({ summary }) => summary,
      footer: "Travel CRM Monitoring",
      colours: { critical: "#FF0000", warning: "#FFA500", info: "#0000FF" },
    },
    // "Database Down"
    email: { subject: ({ title }) => title },
  },
};

import { type ChecklistLine, linesOf } from "./line";

const { proven, wanted } = linesOf("Monitoring");

/** Error trackers are the systems' own. */
const errorTracking: readonly ChecklistLine[] = [
  wanted(
    "attested",
    "high",
    "error-tracking",
    "Errors reach an error tracker, grouped, with release and source maps",
    "a link to the tracker's project and its last event: belfry is not the error tracker",
    {
      sources: {
        newsletter: [
          "Error tracking configured",
          "Error tracking: source maps, grouping rules, thresholds, recovery workflows",
        ],
        greenstack: ["All errors in the error tracker"],
        "travel-crm": ["Error tracking"],
      },
    },
  ),
  wanted("attested", "low", "apm", "An APM watches it", "a link to it: belfry's traces and metrics may do", {
    sources: { "travel-crm": ["An APM is wanted"] },
  }),
];

/** Who is told what. */
const whoIsTold: readonly ChecklistLine[] = [
  proven("generated", "critical", "alerts", "There are alerts, and each reaches a person", {
    sources: {
      newsletter: ["Alerts configured", "Alerts to Slack and e-mail"],
      greenstack: ["Critical alerts to PagerDuty 24/7"],
      "travel-crm": ["Alerts (Slack, e-mail, PagerDuty)"],
    },
    policies: [
      "services-have-alerts",
      "services-notice-outages",
      "critical-alerts-reach-a-person",
      "heartbeat-leaves-the-cluster",
    ],
  }),
  wanted(
    "probed",
    "high",
    "webhook-tested",
    "The alert webhook was tested",
    "one message that the webhook's far end has acknowledged: let an alert fire that goes there, or send one by amtool alert add; --prometheus reads Alertmanager's count",
    { sources: { ragbase: ["Alert webhook is tested"] }, policies: ["critical-alerts-reach-a-person"] },
  ),
  proven(
    "generated",
    "high",
    "thresholds",
    "Thresholds fit: each alert fires under a named fault, and stays silent without",
    {
      sources: { ragbase: ["Thresholds fit"] },
      policies: ["alerts-are-tested"],
    },
  ),
  proven("generated", "high", "runbooks", "Every alert has a runbook, and the runbook is no stub", {
    sources: {
      newsletter: ["Runbooks documented"],
      greenstack: ["Runbooks for 10 scenarios or more, one for every critical alert"],
    },
    policies: ["alerts-have-runbooks", "runbooks-are-complete"],
  }),
  proven("declared", "medium", "escalation", "It is written down who is called when nobody answers", {
    sources: {
      greenstack: ["Escalation policies documented", "Not resolved in 15 min: page a senior engineer"],
    },
    policies: ["escalation-is-declared"],
  }),
  proven("generated", "high", "detection", "A failure is noticed within 5 min", {
    sources: { greenstack: ["Detection < 5 min"] },
    policies: ["outages-are-noticed-in-time"],
  }),
  wanted(
    "attested",
    "medium",
    "recovery-time",
    "Recovery takes less than 30 min",
    "the incidents of the last quarter, with their times",
    {
      sources: { greenstack: ["Recovery < 30 min"] },
    },
  ),
  wanted(
    "attested",
    "medium",
    "alert-noise",
    "Less than 5 % of the alerts are resolved without action",
    "the alerts of the last quarter, and what was done",
    { sources: { greenstack: ["Alerts resolved without action < 5 %"] } },
  ),
];

/** Error tracking, and who is told what: lines of the section Monitoring. */
export const alerting: readonly ChecklistLine[] = [...errorTracking, ...whoIsTold];

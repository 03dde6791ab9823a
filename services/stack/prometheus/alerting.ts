import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { rate, value } from "../../../queries/promql";
import { watched } from "../../../telemetry/target";
import { m, origin, pulsecalRules, toAlertmanager } from "./telemetry";

const { up } = watched(origin);

/** What keeps rules from being evaluated and alerts from being sent. */
export const alertingFaults = {
  brokenRule: fault(
    "a rule joins series that do not match one to one",
    sends(() => [count(m.evaluationFailures, pulsecalRules)]),
  ),
  rulesTooSlow: fault(
    "a group takes longer than its interval",
    sends(() => [count(m.iterationsMissed, pulsecalRules)]),
  ),
  alertmanagerUnreachable: fault(
    "Alertmanager takes no alerts",
    sends(() => [count(m.notificationErrors, toAlertmanager), count(m.notificationsSent, toAlertmanager)]),
  ),
  alertmanagerUnknown: fault("no Alertmanager is known", stuck(m.alertmanagers, 0)),
  alertsPileUp: fault(
    "more alerts wait than the queue holds",
    sends(() => [count(m.notificationsDropped, toAlertmanager, 20)]),
  ),
} satisfies Record<string, Fault>;

export const alertingAlerts: readonly Alert[] = [
  // Fires always: it shows that Prometheus scrapes, evaluates and sends. What notices its absence is outside.
  alert("Watchdog", {
    when: value(up).max().equals(1),
    severity: "info",
    class: "heartbeat",
    summary: () => "alerts are evaluated and sent",
    description: () => "Fires as long as alerting works. When it stops arriving, alerting is broken.",
    runbook: {
      meaning: "Nothing is wrong. This alert fires all the time; its absence is the message.",
      impact: "None while it fires. When it is missing, no other alert reaches anybody.",
      diagnosis: [
        "When it is missing: does Prometheus run, and does it scrape itself?",
        "Does Alertmanager run, and does it list this alert?",
        "Can Alertmanager reach the dead-man's endpoint?",
      ],
      mitigation: ["Restart whichever of the two does not answer."],
    },
    firesUnder: [],
  }),
  alert("RuleEvaluationFailing", {
    when: rate(m.evaluationFailures, "5m").sum("rule_group").above(0),
    hold: "5m",
    severity: "critical",
    summary: (f) => `rules of ${f.label("rule_group")} fail`,
    description: (f) => `For ${f.hold} Prometheus could not evaluate rules of ${f.label("rule_group")}.`,
    runbook: {
      meaning: "A rule cannot be evaluated, so that its alert cannot fire.",
      impact: "What the rule watches is unwatched; nobody notices when it breaks.",
      diagnosis: ["Open Prometheus' page of rules: the failing one shows its error."],
      mitigation: ["Mend the declaration, or take the change back that brought it."],
    },
    firesUnder: ["brokenRule"],
  }),
  alert("RuleEvaluationMissed", {
    when: rate(m.iterationsMissed, "5m").sum("rule_group").above(0),
    hold: "10m",
    severity: "warning",
    summary: (f) => `rules of ${f.label("rule_group")} are evaluated late`,
    description: (f) =>
      `For ${f.hold} evaluations of ${f.label("rule_group")} have been left out: they take longer than their interval.`,
    runbook: {
      meaning: "A group of rules takes longer than the time between two evaluations.",
      impact: "Its alerts fire late, and its recorded series have gaps.",
      diagnosis: [
        "Open Prometheus' page of rules: which rule of the group takes longest?",
        "Has the number of series that it reads grown? Look at the head's series.",
        "Is Prometheus at its limit of processors?",
      ],
      mitigation: ["Narrow the slow rule, or record what it reads.", "Give Prometheus more processors."],
    },
    firesUnder: ["rulesTooSlow"],
  }),
  alert("AlertDeliveryFailing", {
    when: rate(m.notificationErrors, "5m").sum("alertmanager").above(0),
    hold: "5m",
    severity: "critical",
    summary: (f) => `Prometheus cannot send alerts to ${f.label("alertmanager")}`,
    description: (f) => `For ${f.hold} sending alerts to ${f.label("alertmanager")} has failed.`,
    runbook: {
      meaning: "Alerts fire in Prometheus, but this Alertmanager does not take them.",
      impact: "Where it is the only Alertmanager nobody is told of anything, this alert included.",
      diagnosis: [
        "Does Alertmanager answer?",
        "Read Prometheus' last lines: they hold the address and the error.",
      ],
      mitigation: ["Restart Alertmanager.", "Mend the network between the two."],
    },
    firesUnder: ["alertmanagerUnreachable"],
  }),
  alert("AlertmanagerUnknown", {
    when: value(m.alertmanagers).max("instance").below(1),
    hold: "5m",
    severity: "critical",
    summary: (f) => `${f.label("instance")} knows no Alertmanager`,
    description: (f) => `For ${f.hold} Prometheus has had nobody to send its alerts to.`,
    runbook: {
      meaning: "Alerts are evaluated, but discovery yields no Alertmanager that they could be sent to.",
      impact:
        "Nobody is told of anything by this Prometheus. Where it is the only one you read this on a dashboard, since the Watchdog has stopped.",
      diagnosis: [
        "Does Alertmanager run, and does its name resolve from Prometheus' host?",
        "Prometheus' page on its status lists the Alertmanagers: is the section `alerting` of its configuration empty?",
      ],
      mitigation: ["Restart Alertmanager.", "Take the last change of the configuration back."],
    },
    firesUnder: ["alertmanagerUnknown"],
  }),
  alert("AlertsDropped", {
    when: rate(m.notificationsDropped, "5m").sum("alertmanager").above(0),
    hold: "1m",
    severity: "critical",
    summary: (f) => `alerts for ${f.label("alertmanager")} are dropped`,
    description: (f) => `For ${f.hold} Prometheus has thrown away alerts because too many wait to be sent.`,
    runbook: {
      meaning: "More alerts wait for this Alertmanager than the queue holds; the oldest are thrown away.",
      impact: "Alerts are lost until they are sent anew, a minute later at the earliest.",
      diagnosis: [
        "How many alerts fire at once? A rule without an aggregation may fire once for each series.",
        "Does Alertmanager answer slowly?",
      ],
      mitigation: [
        "Silence nothing: mend or remove the rule that fires by the thousand.",
        "Restart a slow Alertmanager.",
      ],
    },
    firesUnder: ["alertsPileUp"],
  }),
];

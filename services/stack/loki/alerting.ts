import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends } from "../../../declaration/fault";
import { rate } from "../../../queries/promql";
import { m, ragbaseRules, toAlertmanager, toPrometheus } from "./telemetry";

/** What keeps rules over logs from being evaluated, and their alerts from being sent and seen. */
export const alertingFaults = {
  brokenRule: fault(
    "a rule over logs cannot be evaluated",
    sends(() => [count(m.ruleFailures, ragbaseRules)]),
  ),
  rulesTooSlow: fault(
    "a group of rules over logs takes longer than its interval",
    sends(() => [count(m.iterationsMissed, ragbaseRules)]),
  ),
  alertmanagerUnreachable: fault(
    "Alertmanager takes no alerts",
    sends(() => [count(m.notificationErrors, toAlertmanager), count(m.notificationsDropped, toAlertmanager)]),
  ),
  prometheusRefuses: fault(
    "Prometheus refuses which alerts over logs fire",
    sends(() => [count(m.alertStatesLost, toPrometheus)]),
  ),
} satisfies Record<string, Fault>;

const undelivered = rate(m.notificationErrors, "5m").or(rate(m.notificationsDropped, "5m"));

export const alertingAlerts: readonly Alert[] = [
  alert("RuleEvaluationFailing", {
    when: rate(m.ruleFailures, "5m").sum("rule_group").above(0),
    hold: "5m",
    severity: "critical",
    summary: (f) => `rules over logs of ${f.label("rule_group")} fail`,
    description: (f) => `For ${f.hold} Loki could not evaluate rules of ${f.label("rule_group")}.`,
    runbook: {
      meaning: "A rule over logs cannot be evaluated, so that its alert cannot fire.",
      impact: "What the rule watches is unwatched.",
      diagnosis: ["Read Loki's last lines: they name the rule and the error.", "Is Loki overloaded?"],
      mitigation: ["Mend the declaration, or take the change back that brought it."],
    },
    firesUnder: ["brokenRule"],
  }),
  alert("RuleEvaluationMissed", {
    when: rate(m.iterationsMissed, "5m").sum("rule_group").above(0),
    hold: "10m",
    severity: "warning",
    summary: (f) => `rules over logs of ${f.label("rule_group")} are evaluated late`,
    description: (f) =>
      `For ${f.hold} evaluations of ${f.label("rule_group")} have been left out: they take longer than their interval.`,
    runbook: {
      meaning: "A group of rules over logs takes longer than the time between two evaluations.",
      impact: "Its alerts fire late.",
      diagnosis: ["Does the service log far more than usual?", "Is Loki busy with large searches?"],
      mitigation: ["Quieten the service that floods.", "Narrow the rule: by level first, then by text."],
    },
    firesUnder: ["rulesTooSlow"],
  }),
  alert("AlertDeliveryFailing", {
    when: undelivered.sum("alertmanager").above(0),
    hold: "5m",
    severity: "critical",
    summary: (f) => `Loki cannot send alerts to ${f.label("alertmanager")}`,
    description: (f) => `For ${f.hold} alerts over logs could not be sent to ${f.label("alertmanager")}.`,
    runbook: {
      meaning: "Alerts over logs fire in Loki, but Alertmanager does not take them.",
      impact: "Nobody is told of what only logs show.",
      diagnosis: [
        "Does Alertmanager answer?",
        "Read Loki's lines with `notifier`: they hold the address and the error.",
      ],
      mitigation: ["Restart Alertmanager.", "Mend the network between the two."],
    },
    firesUnder: ["alertmanagerUnreachable"],
  }),
  alert("AlertStatesLost", {
    when: rate(m.alertStatesLost, "5m").sum().above(0),
    hold: "5m",
    severity: "warning",
    summary: () => "which alerts over logs fire is not seen in Prometheus",
    description: (f) => `For ${f.hold} Prometheus has refused what Loki's ruler writes to it.`,
    runbook: {
      meaning: "The ruler writes to Prometheus which of its alerts fire; Prometheus refuses it.",
      impact: "Messages still go out, but dashboards and reports lack the alerts over logs.",
      diagnosis: [
        "Read Loki's lines with `remote_name`: they hold Prometheus' answer.",
        "Is Prometheus' receiver for remote writes on, and its disk not full?",
      ],
      mitigation: ["Mend what Prometheus names; the ruler tries again by itself."],
    },
    firesUnder: ["prometheusRefuses"],
  }),
];

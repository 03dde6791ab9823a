import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, observe, set } from "../../declaration/emission";
import { down, fault, sends, stuck } from "../../declaration/fault";
import { rate, value } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "alertmanager" } as const;

// Alertmanager shows all kinds of receivers from the start, used or not: 18 in 0.34.
const integration = upTo(20, "pagerduty", "slack", "email", "webhook");
const reasons = [
  "authError",
  "clientError",
  "contextCanceled",
  "contextDeadlineExceeded",
  "other",
  "rateLimited",
  "serverError",
] as const;

const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  alerts: gauge("alertmanager_alerts", {
    help: "Alerts by state.",
    labels: { state: ["active", "suppressed", "unprocessed"] },
  }),
  silences: gauge("alertmanager_silences", {
    help: "Silences by state.",
    labels: { state: ["active", "expired", "pending"] },
  }),
  received: counter("alertmanager_alerts_received_total", {
    help: "Alerts received.",
    labels: { status: ["firing", "resolved"], version: ["v2"] },
  }),
  notifications: counter("alertmanager_notifications_total", {
    help: "Messages that were to be sent.",
    labels: { integration },
  }),
  failed: counter("alertmanager_notifications_failed_total", {
    help: "Messages that were given up after their retries.",
    labels: { integration, reason: reasons },
  }),
  latency: histogram("alertmanager_notification_latency_seconds", {
    help: "How long it took to hand over a message.",
    labels: { integration },
    buckets: [1, 5, 10, 15, 20],
  }),
  members: gauge("alertmanager_cluster_members", { help: "Alertmanagers that know each other." }),
  reloadSuccessful: gauge("alertmanager_config_last_reload_successful", {
    help: "Whether the last reload of the configuration succeeded.",
    unit: "boolean",
  }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));

export const alertmanager = defineService({
  origin,
  description: "Groups, silences and delivers alerts to those who must know.",
  owner: operators,
  importance: "high",
  version: "0.34.1",
  port: 9093,
  metrics: m,
  delivery: { by: "scrape", port: 9093, path: "/metrics" },
  red: {
    requests: [m.notifications],
    errors: [m.failed],
    duration: m.latency,
    by: ["integration"],
  },
  behaviour: serving(() => [
    set(m.alerts, { state: "active" }, 2),
    set(m.alerts, { state: "suppressed" }, 0),
    set(m.alerts, { state: "unprocessed" }, 0),
    set(m.silences, { state: "active" }, 0),
    count(m.received, { status: "firing", version: "v2" }, 2),
    ...["pagerduty", "slack", "email", "webhook"].flatMap((integration) => [
      count(m.notifications, { integration }, integration === "slack" ? 1 : 0),
      ...reasons.map((reason) => count(m.failed, { integration, reason }, 0)),
    ]),
    observe(m.latency, { integration: "slack" }, 0.4),
    set(m.members, {}, 1),
    set(m.reloadSuccessful, {}, 1),
    set(m.memory, {}, 45 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    receiverRefuses: fault(
      "Slack refuses the messages",
      sends(() => [
        count(m.notifications, { integration: "slack" }),
        count(m.failed, { integration: "slack", reason: "clientError" }),
      ]),
    ),
    badConfiguration: fault("the new configuration is refused", stuck(m.reloadSuccessful, 0)),
  },
  alerts: [
    serverDown(origin, {
      impact: "Alerts fire, but nobody is told: with one Alertmanager only the missing Watchdog tells.",
      mitigation: "Check its configuration with `amtool check-config`.",
    }),
    alert("NotificationsFailing", {
      when: rate(m.failed, "5m").sum("integration").above(0),
      hold: "5m",
      severity: "critical",
      summary: (f) => `messages over ${f.label("integration")} are lost`,
      description: (f) =>
        `For ${f.hold} Alertmanager has given up messages over ${f.label("integration")} after its retries.`,
      runbook: {
        meaning: "The receiver refuses messages or cannot be reached.",
        impact: "Alerts that go only there reach nobody.",
        diagnosis: [
          "Read Alertmanager's last lines: they name the receiver and the answer.",
          "See which reason grows: authError is an expired secret, rateLimited a flood, clientError a bad message.",
        ],
        mitigation: [
          "Renew the secret, or mend the address.",
          "Until then watch Alertmanager's page for what fires.",
        ],
      },
      firesUnder: ["receiverRefuses"],
    }),
    alert("ConfigReloadFailed", {
      when: value(m.reloadSuccessful).equals(0),
      hold: "5m",
      severity: "warning",
      summary: () => "Alertmanager refuses its configuration",
      description: (f) =>
        `The configuration on disk has been refused for ${f.hold}; the old one is in force.`,
      runbook: {
        meaning: "The last change of routes or receivers is not in force.",
        impact: "New alerts may go to the wrong people; at the next restart Alertmanager does not start.",
        diagnosis: ["Read its last lines.", "Run `amtool check-config` on the file."],
        mitigation: ["Take the last change back, then deploy again."],
      },
      firesUnder: ["badConfiguration"],
    }),
  ],
});

import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "alertmanager" } as const;

// By name of the receiver, as the feature `receiver-name-in-metrics` has it: the routed ones only, from the start.
// A receiver has two kinds of integration at most.
const to = {
  labels: {
    integration: ["pagerduty", "slack", "email", "webhook"],
    receiver_name: upTo(60, "pulsecal/pagerduty+slack"),
  },
  atMost: 2 * 60,
} as const;
export const reasons = [
  "authError",
  "clientError",
  "contextCanceled",
  "contextDeadlineExceeded",
  "other",
  "rateLimited",
  "serverError",
] as const;

export const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
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
    ...to,
  }),
  failed: counter("alertmanager_notifications_failed_total", {
    help: "Messages that were given up after their retries.",
    labels: { ...to.labels, reason: reasons },
    atMost: to.atMost * reasons.length,
  }),
  latency: histogram("alertmanager_notification_latency_seconds", {
    help: "How long it took to hand over a message.",
    ...to,
    buckets: [1, 5, 10, 15, 20],
  }),
  // These two exist where several know each other: cluster/cluster.go and cluster/delegate.go of prometheus/alertmanager.
  members: gauge("alertmanager_cluster_members", { help: "Alertmanagers that know each other." }),
  failedPeers: gauge("alertmanager_cluster_failed_peers", {
    help: "Alertmanagers that were known and do not answer.",
  }),
  invalid: counter("alertmanager_alerts_invalid_total", {
    help: "Alerts that were refused.",
    labels: { version: ["v2"] },
  }),
  silencesNotSaved: counter("alertmanager_silences_maintenance_errors_total", {
    help: "Silences that could not be written to disk.",
  }),
  sentNotSaved: counter("alertmanager_nflog_maintenance_errors_total", {
    help: "Times that what was sent could not be written to disk.",
  }),
  reloadSuccessful: gauge("alertmanager_config_last_reload_successful", {
    help: "Whether the last reload of the configuration succeeded.",
    unit: "boolean",
  }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));

/** A receiver that stands for all in the proof. */
export const pulsecalOnSlack = {
  integration: "slack",
  receiver_name: "pulsecal/pagerduty+slack",
} as const;

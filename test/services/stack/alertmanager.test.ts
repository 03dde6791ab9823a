import { holdConditions } from "./conditions";

holdConditions("alertmanager", [
  [
    "NotificationsFailing",
    "critical",
    "5m",
    ["receiverRefuses"],
    "sum by (integration, receiver_name) (rate(alertmanager_notifications_failed_total{…}[5m])) > 0",
  ],
  [
    "NotificationsSlow",
    "warning",
    "5m",
    ["receiverSlow"],
    "histogram_quantile(0.95, sum by (integration, receiver_name, le) (rate(alertmanager_notification_latency_seconds_bucket{…}[10m]))) > 10",
  ],
  [
    "ConfigReloadFailed",
    "warning",
    "5m",
    ["badConfiguration"],
    "alertmanager_config_last_reload_successful{…} == 0",
  ],
  [
    "AlertsRefused",
    "warning",
    "5m",
    ["badAlerts"],
    "sum (rate(alertmanager_alerts_invalid_total{…}[5m])) > 0",
  ],
  [
    "StateNotSaved",
    "warning",
    "10m",
    ["diskFull"],
    "(((sum (rate(alertmanager_silences_maintenance_errors_total{…}[5m])) + sum (rate(alertmanager_nflog_maintenance_errors_total{…}[5m]))) or sum (rate(alertmanager_silences_maintenance_errors_total{…}[5m]))) or sum (rate(alertmanager_nflog_maintenance_errors_total{…}[5m]))) > 0",
  ],
  [
    "ClusterPeerLost",
    "warning",
    "10m",
    ["peerLost"],
    "max by (instance) (alertmanager_cluster_failed_peers{…}) > 0",
  ],
]);

import { loadCatalog } from "../../catalog";
import { printQuery } from "../../queries/print";
import { products } from "../../toolchain/versions";

const stack = loadCatalog().filter((service) => service.stack);
const alerts = stack.flatMap((service) => service.alerts.map((alert) => ({ service, alert })));

test.each([
  ["alertmanager", 9093, products.alertmanager.version],
  ["blackbox-exporter", 9115, products["blackbox-exporter"].version],
  ["collector", 8888, products.collector.version],
  ["grafana", 3000, products.grafana.version],
  ["loki", 3100, products.loki.version],
  ["node-exporter", 9100, products["node-exporter"].version],
  ["postgres", 9187, products.postgres.version],
  ["prometheus", 9090, products.prometheus.version],
  ["redis", 9121, products.redis.version],
  ["tempo", 3200, products.tempo.version],
])("belfry/%s is scraped on port %i, in the version that is run", (name, port, version) => {
  const service = stack.find(({ id }) => id === `belfry/${name}`);
  expect(service?.delivery).toEqual({ by: "scrape", port, path: "/metrics" });
  expect(service?.version).toBe(version);
});

test("the stack has no other servers", () => {
  expect(stack).toHaveLength(10);
});

// Conditions without the selector of their own service, typed by hand.
test.each([
  [
    "alertmanager",
    "NotificationsFailing",
    "critical",
    "5m",
    "sum by (integration) (rate(alertmanager_notifications_failed_total{…}[5m])) > 0",
  ],
  [
    "alertmanager",
    "ConfigReloadFailed",
    "warning",
    "5m",
    "alertmanager_config_last_reload_successful{…} == 0",
  ],
  [
    "blackbox-exporter",
    "ConfigReloadFailed",
    "warning",
    "5m",
    "blackbox_exporter_config_last_reload_successful{…} == 0",
  ],
  [
    "collector",
    "TelemetryRefused",
    "warning",
    "5m",
    "((sum by (receiver) (rate(otelcol_receiver_refused_log_records{…}[5m])) > 0) or (sum by (receiver) (rate(otelcol_receiver_refused_spans{…}[5m])) > 0)) or (sum by (receiver) (rate(otelcol_receiver_refused_metric_points{…}[5m])) > 0)",
  ],
  [
    "collector",
    "TelemetryLost",
    "critical",
    "5m",
    "((sum by (exporter) (rate(otelcol_exporter_send_failed_log_records{…}[5m])) > 0) or (sum by (exporter) (rate(otelcol_exporter_send_failed_spans{…}[5m])) > 0)) or (sum by (exporter) (rate(otelcol_exporter_send_failed_metric_points{…}[5m])) > 0)",
  ],
  [
    "collector",
    "QueueAlmostFull",
    "warning",
    "5m",
    "((max by (exporter, data_type) (otelcol_exporter_queue_size{…}) or (max by (exporter, data_type) (otelcol_exporter_queue_capacity{…}) * 0)) / (max by (exporter, data_type) (otelcol_exporter_queue_capacity{…}) > 0)) > 0.8",
  ],
  [
    "loki",
    "LogLinesDiscarded",
    "warning",
    "5m",
    "sum by (reason) (rate(loki_discarded_samples_total{…}[5m])) > 0",
  ],
  [
    "loki",
    "RuleEvaluationFailing",
    "critical",
    "5m",
    "sum by (rule_group) (rate(loki_prometheus_rule_evaluation_failures_total{…}[5m])) > 0",
  ],
  [
    "node-exporter",
    "HostDiskAlmostFull",
    "critical",
    "5m",
    '(node_filesystem_avail_bytes{…, fstype!="tmpfs"} / node_filesystem_size_bytes{…, fstype!="tmpfs"}) < 0.05',
  ],
  [
    "node-exporter",
    "HostDiskFillsUp",
    "warning",
    "1h",
    '(predict_linear(node_filesystem_avail_bytes{…, fstype!="tmpfs"}[6h], 86400) < 0) and ((node_filesystem_avail_bytes{…, fstype!="tmpfs"} / node_filesystem_size_bytes{…, fstype!="tmpfs"}) < 0.4)',
  ],
  [
    "node-exporter",
    "HostMemoryLow",
    "warning",
    "10m",
    "(node_memory_MemAvailable_bytes{…} / node_memory_MemTotal_bytes{…}) < 0.1",
  ],
  ["postgres", "PostgresDown", "critical", "1m", "pg_up{…} == 0"],
  [
    "postgres",
    "ConnectionsAlmostExhausted",
    "warning",
    "5m",
    "(sum by (instance) (pg_stat_database_numbackends{…}) / max by (instance) (pg_settings_max_connections{…})) > 0.8",
  ],
  ["prometheus", "Watchdog", "info", undefined, 'max (up{…, job="prometheus"}) == 1'],
  [
    "prometheus",
    "RuleEvaluationFailing",
    "critical",
    "5m",
    "sum by (rule_group) (rate(prometheus_rule_evaluation_failures_total{…}[5m])) > 0",
  ],
  [
    "prometheus",
    "AlertDeliveryFailing",
    "critical",
    "5m",
    "sum by (alertmanager) (rate(prometheus_notifications_errors_total{…}[5m])) > 0",
  ],
  ["prometheus", "ConfigReloadFailed", "warning", "5m", "prometheus_config_last_reload_successful{…} == 0"],
  [
    "prometheus",
    "SeriesBudgetExceeded",
    "warning",
    "5m",
    "sum (rate(prometheus_target_scrapes_exceeded_sample_limit_total{…}[5m])) > 0",
  ],
  ["redis", "RedisDown", "critical", "1m", "redis_up{…} == 0"],
  [
    "redis",
    "RedisMemoryAlmostFull",
    "warning",
    "5m",
    "((redis_memory_used_bytes{…} or (redis_memory_max_bytes{…} * 0)) / (redis_memory_max_bytes{…} > 0)) > 0.9",
  ],
  [
    "tempo",
    "SpansDiscarded",
    "warning",
    "5m",
    "sum by (reason) (rate(tempo_discarded_spans_total{…}[5m])) > 0",
  ],
])("%s: %s", (name, alertName, severity, hold, condition) => {
  const found = alerts.find(
    ({ service, alert }) => service.origin.service === name && alert.name === alertName,
  );
  const text = printQuery(found?.alert.when.expression ?? { kind: "number", value: 0 });
  expect([found?.alert.severity, found?.alert.hold]).toEqual([severity, hold]);
  expect(text.replaceAll(`system="belfry", service="${name}"`, "…")).toBe(condition);
});

test.each(stack.map((service) => [service.origin.service, service] as const))(
  "%s is missed when it does not answer and when it is no target any more",
  (name, service) => {
    const lost = service.alerts.find((alert) => alert.name === "ServiceDown");
    const up = `up{system="belfry", service="${name}", job="${name}"}`;
    expect(printQuery(lost?.when.expression ?? { kind: "number", value: 0 })).toBe(
      `(${up} == 0) or absent(${up})`,
    );
    expect([lost?.hold, lost?.firesUnder]).toEqual(["1m", ["down"]]);
  },
);

test("without one of these the stack itself is blind or mute, so they wake somebody", () => {
  const critical = alerts.filter(
    ({ alert }) => alert.name === "ServiceDown" && alert.severity === "critical",
  );
  expect(critical.map(({ service }) => service.origin.service)).toEqual([
    "alertmanager",
    "blackbox-exporter",
    "collector",
    "loki",
    "prometheus",
  ]);
});

test("only the Watchdog is a heartbeat, and every fault is noticed", () => {
  expect(alerts.filter(({ alert }) => alert.class === "heartbeat").map(({ alert }) => alert.name)).toEqual([
    "Watchdog",
  ]);
  for (const service of stack) {
    const noticed = new Set(service.alerts.flatMap((alert) => alert.firesUnder));
    expect([...noticed].sort()).toEqual(Object.keys(service.faults).sort());
  }
});

import { stringify } from "yaml";
import { alertmanagerFile } from "../../alerts/routing";
import { logRuleFiles, ruleFiles } from "../../alerts/rules";
import { loadCatalog } from "../../catalog";
import { dashboardFiles } from "../../dashboards/files";
import { type Manifest, object } from "./manifest";

export const settings = {
  environment: "prod",
  cluster: "test",
  runbookBase: "https://runbooks.example.org",
  grafanaUrl: "https://grafana.example.org",
};
/** Between them, the two systems declare everything that a policy looks for; Prometheus has the heartbeat. */
export const services = loadCatalog().filter(
  ({ id, origin }) => ["pulsecal", "newsletter"].includes(origin.system) || id === "belfry/prometheus",
);
function configMap(name: string, data: Readonly<Record<string, string>>): Manifest {
  return object("v1", "ConfigMap", name, { data });
}

const prometheusConfig = {
  global: { scrape_interval: "15s", external_labels: { environment: "prod", cluster: "test" } },
  storage: { tsdb: { retention: { time: "32d", size: "16GB" } } },
  scrape_configs: [{ job_name: "web", sample_limit: 10_000, static_configs: [{ targets: ["web:8080"] }] }],
};

const collectorConfig = {
  service: {
    pipelines: {
      logs: { receivers: ["otlp"], processors: ["redaction"], exporters: ["loki"] },
      traces: { receivers: ["otlp"], processors: ["redaction"], exporters: ["tempo"] },
    },
  },
};

const lokiConfig = {
  schema_config: { configs: [] },
  limits_config: { retention_period: "720h", ingestion_rate_mb: 8 },
  compactor: { retention_enabled: true },
  ruler: { external_labels: { environment: "prod", cluster: "test" } },
};

const tempoConfig = {
  storage: { trace: { backend: "local" } },
  overrides: { defaults: { compaction: { block_retention: "336h" } } },
};

const schema = [
  "CREATE EXTENSION IF NOT EXISTS vector;",
  "CREATE TABLE chunks (id bigint, embedding vector(768));",
  "CREATE INDEX ON chunks USING hnsw (embedding vector_cosine_ops);",
].join("\n");

/** Where each channel goes; the heartbeat leaves the cluster. */
const destinations = {
  slack: { default: { apiUrlFile: "/run/secrets/slack", channel: "#alerts" } },
  pagerduty: { default: { routingKeyFile: "/run/secrets/pagerduty" } },
  email: {
    default: {
      smarthost: "mail.example.org:587",
      from: "belfry@example.org",
      to: ["on-call@example.org"] as const,
      requireTls: true,
    },
  },
  webhook: { default: { urlFile: "/run/secrets/webhook" } },
  deadMansSwitch: { urlFile: "/run/secrets/dead-mans-switch" },
};

export function configuration(): readonly Manifest[] {
  const [overview] = Object.values(dashboardFiles(services, settings));
  return [
    configMap("rules", ruleFiles(services, settings)),
    configMap("log-rules", logRuleFiles(services, settings)),
    configMap("alertmanager", {
      "alertmanager.yml": alertmanagerFile(services, { content: settings, destinations }),
    }),
    configMap("dashboards", { "overview.json": overview ?? "" }),
    configMap("prometheus", { "prometheus.yml": stringify(prometheusConfig) }),
    configMap("loki", { "loki.yml": stringify(lokiConfig) }),
    configMap("tempo", { "tempo.yml": stringify(tempoConfig) }),
    configMap("collector", { "collector.yml": stringify(collectorConfig) }),
    configMap("schema", { "schema.sql": schema }),
    configMap("web", { "app.conf": "level = info\npassword_file = /run/secrets/db" }),
  ];
}

import { stringify } from "yaml";
import { alertmanagerFile } from "../../alerts/routing";
import { logRuleFiles, ruleFiles } from "../../alerts/rules";
import { loadCatalog } from "../../catalog";
import { dashboardFiles } from "../../dashboards/files";
import type { Evidence } from "../../policy/model/evidence";
import { partOf, partsOfManifest } from "../../policy/model/part";
import type { ServiceFacts } from "../../policy/model/service-facts";
import { type Part, type Stack, stackOf } from "../../policy/model/stack";
import { toValue } from "../../policy/model/value";
import { serviceFacts } from "../../scripts/readiness/service-facts";

export interface Manifest {
  [key: string]: unknown;
}

const digest = `sha256:${"0a1b2c3d".repeat(8)}`;
const settings = {
  environment: "prod",
  cluster: "test",
  runbookBase: "https://runbooks.example.org",
  grafanaUrl: "https://grafana.example.org",
};
/** Between them, the two systems declare everything that a policy looks for; Prometheus has the heartbeat. */
const services = loadCatalog().filter(
  ({ id, origin }) => ["pulsecal", "newsletter"].includes(origin.system) || id === "belfry/prometheus",
);
export const goodFacts: readonly ServiceFacts[] = serviceFacts(services, settings);

function confined(name: string, image: string, more: Manifest = {}): Manifest {
  const probe = { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 10 };
  return {
    name,
    image: `${image}@${digest}`,
    livenessProbe: probe,
    readinessProbe: probe,
    resources: {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { cpu: "1", memory: "256Mi", "ephemeral-storage": "64Mi" },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    ...more,
  };
}

function workload(
  kind: string,
  name: string,
  containers: readonly Manifest[],
  spec: Manifest = {},
): Manifest {
  const pod = {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 30,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
    containers,
  };
  const template = { metadata: { labels: { "app.kubernetes.io/name": name } }, spec: pod };
  const labels = { "app.kubernetes.io/name": name };
  return {
    apiVersion: kind === "CronJob" ? "batch/v1" : "apps/v1",
    kind,
    metadata: { name, namespace: "monitoring", labels },
    spec:
      kind === "CronJob"
        ? { schedule: "0 3 * * *", jobTemplate: { spec: { template } } }
        : { replicas: 1, selector: { matchLabels: labels }, template, ...spec },
  };
}

function kept(size: string): Manifest {
  return {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { resources: { requests: { storage: size } } } },
    ],
  };
}

function object(apiVersion: string, kind: string, name: string, rest: Manifest): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "monitoring" }, ...rest };
}

function configMap(name: string, data: Readonly<Record<string, string>>): Manifest {
  return object("v1", "ConfigMap", name, { data });
}

function networkPolicies(): readonly Manifest[] {
  const dns = { namespaceSelector: {}, podSelector: { matchLabels: { "k8s-app": "kube-dns" } } };
  const web = { podSelector: { matchLabels: { "app.kubernetes.io/name": "web" } } };
  return [
    object("networking.k8s.io/v1", "NetworkPolicy", "default-deny", {
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    }),
    object("networking.k8s.io/v1", "NetworkPolicy", "web", {
      spec: {
        ...web,
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [web], ports: [{ port: 8080 }] }],
        egress: [{ to: [dns], ports: [{ port: 53 }] }],
      },
    }),
  ];
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

function configuration(): readonly Manifest[] {
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

function workloads(): readonly Manifest[] {
  const claim = { volumeMounts: [{ name: "data", mountPath: "/data" }] };
  const web = confined("web", "ghcr.io/shop/web:1.2.3", {
    env: [
      { name: "NODE_ENV", value: "production" },
      { name: "CORS_ORIGIN", value: "https://shop.example.org" },
      { name: "API_KEY", valueFrom: { secretKeyRef: { name: "web", key: "api-key" } } },
    ],
    args: ["--listen=:8080"],
    ports: [{ name: "http", containerPort: 8080 }],
  });
  const spread = { maxSkew: 1, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" };
  const twice = workload("Deployment", "web", [web], { replicas: 2 });
  setAt(twice, "spec.template.spec.topologySpreadConstraints", [spread]);
  return [
    twice,
    workload("Deployment", "grafana", [
      confined("grafana", "grafana/grafana:13.2.2", {
        env: [
          { name: "GF_AUTH_ANONYMOUS_ENABLED", value: "false" },
          { name: "GF_DATABASE_PASSWORD", value: "$__file{/run/secrets/db}" },
        ],
      }),
    ]),
    workload("StatefulSet", "postgres", [confined("postgres", "pgvector/pgvector:pg16", claim)], kept("4Gi")),
    workload(
      "StatefulSet",
      "redis",
      [confined("redis", "redis:7-alpine", { ...claim, args: ["redis-server", "--appendonly", "yes"] })],
      kept("1Gi"),
    ),
    workload(
      "StatefulSet",
      "prometheus",
      [confined("prometheus", "prom/prometheus:v3.14.0", claim)],
      kept("20Gi"),
    ),
    workload("CronJob", "backup-postgres", [confined("dump", "postgres:16", { args: ["pg_dump", "-Fc"] })]),
    workload("CronJob", "backup-redis", [
      confined("dump", "redis:7-alpine", { args: ["redis-cli", "--rdb", "/b"] }),
    ]),
  ];
}

function access(): readonly Manifest[] {
  const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }];
  return [
    object("v1", "Namespace", "monitoring", {
      metadata: { name: "monitoring", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    }),
    object("rbac.authorization.k8s.io/v1", "ClusterRole", "discovery", { rules }),
    object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "discovery", {
      roleRef: { kind: "ClusterRole", name: "discovery" },
      subjects: [{ kind: "ServiceAccount", name: "prometheus", namespace: "monitoring" }],
    }),
    object("v1", "Service", "web", { spec: { type: "ClusterIP", ports: [{ port: 8080 }] } }),
    object("networking.k8s.io/v1", "Ingress", "web", {
      spec: {
        tls: [{ hosts: ["shop.example.org"], secretName: "shop-tls" }],
        rules: [{ host: "shop.example.org", http: { paths: [{ path: "/api", pathType: "Prefix" }] } }],
      },
    }),
    object("policy/v1", "PodDisruptionBudget", "web", {
      spec: { maxUnavailable: 1, selector: { matchLabels: { "app.kubernetes.io/name": "web" } } },
    }),
    object("v1", "Secret", "web", { stringData: { "api-key": "kT9vXq2LmB7sRz4WcY1n" } }),
    object("v1", "Secret", "postgres", { stringData: { password: "Zp3HdN8uGfJ6aVe0QyKx" } }),
  ];
}

/** A container of Docker, as its provider takes it. */
const proxy: Manifest = {
  kind: "docker",
  metadata: { name: "proxy" },
  image: `ghcr.io/shop/proxy:2.0.0@${digest}`,
  user: "10001:10001",
  readOnly: true,
  restart: "unless-stopped",
  memory: 256,
  memoryReservation: 128,
  stopTimeout: 30,
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  healthcheck: { tests: ["CMD", "/proxy", "health"] },
  ports: [{ internal: 8080, external: 8080, ip: "127.0.0.1" }],
  envs: ["LOG_LEVEL=info"],
};

/** Fresh objects of a stack in which every policy passes. */
export function goodManifests(): Manifest[] {
  return structuredClone([...access(), ...networkPolicies(), ...workloads(), ...configuration(), proxy]);
}

function partsFrom(manifest: Manifest): readonly Part[] {
  if (manifest.kind !== "docker") return partsOfManifest(toValue(manifest), "good.yaml");
  const { kind: _kind, metadata: _metadata, ...props } = manifest;
  const part = partOf({ type: "docker:index/container:Container", urn: "urn:proxy", name: "proxy", props });
  return part ? [part] : [];
}

export const now = new Date("2026-01-31T12:00:00Z");

/** A restore drill of eleven days ago. */
export const drill: Evidence = {
  line: "backup.disaster-recovery",
  kind: "drilled",
  passed: true,
  at: "2026-01-20T12:00:00Z",
  until: "2026-04-20T12:00:00Z",
  by: "restore drill",
  detail: "recovered to 12 min before, in 9 min",
};

export function stackFrom(manifests: readonly Manifest[], evidence: readonly Evidence[] = [drill]): Stack {
  return stackOf({ id: "good", name: "good" }, manifests.flatMap(partsFrom), evidence, now);
}

function owner(root: unknown, path: readonly string[]): Manifest {
  return path.reduce<Manifest>((here, key) => {
    if (here[key] === undefined) here[key] = {};
    return here[key] as Manifest;
  }, root as Manifest);
}

/** Sets what lies at `a.b.0.c`; undefined takes it away. */
export function setAt(root: unknown, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const place = owner(root, keys);
  if (value === undefined) delete place[last];
  else place[last] = value;
}

/** What lies at `a.b.0.c`. */
export function getAt(root: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((here, key) => (here as Manifest | undefined)?.[key], root);
}

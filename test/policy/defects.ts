import { parse, stringify } from "yaml";
import type { Evidence } from "../../policy/model/evidence";
import { drill, getAt, type Manifest, setAt } from "./good-stack";

/** What is wrong in an otherwise good stack, and which policies say so: the first by name, the others in its wake. */
export interface Defect {
  readonly title: string;
  readonly policy: string;
  /** Nothing is said, or the wrong thing. */
  readonly how: "missing" | "wrong";
  readonly caughtBy: readonly string[];
  readonly status: "fail" | "unknown";
  break(manifests: Manifest[]): void;
  /** What drills have handed in. @default one that passed */
  readonly evidence?: readonly Evidence[];
}

interface Options {
  /** Policies that rightly see it, too. */
  readonly also?: readonly string[];
  readonly status?: "unknown";
  readonly evidence?: readonly Evidence[];
}

function defect(
  how: Defect["how"],
  policy: string,
  title: string,
  change: (manifests: Manifest[]) => void,
  { also = [], status, evidence }: Options = {},
): Defect {
  return {
    how,
    policy,
    title,
    caughtBy: [policy, ...also].sort(),
    status: status ?? "fail",
    break: change,
    ...(evidence ? { evidence } : {}),
  };
}

function manifest(all: readonly Manifest[], which: string): Manifest {
  const [kind, name] = which.split("/");
  const found = all.find((one) => one.kind === kind && getAt(one, "metadata.name") === name);
  if (found === undefined) throw new Error(`no ${which}`);
  return found;
}

const set = (which: string, path: string, value: unknown) => (all: Manifest[]) =>
  setAt(manifest(all, which), path, value);

const remove =
  (...which: string[]) =>
  (all: Manifest[]) => {
    for (const one of which) all.splice(all.indexOf(manifest(all, one)), 1);
  };

/** Changes the YAML text of a ConfigMap's only key. */
const edit = (name: string, change: (data: unknown) => void) => (all: Manifest[]) => {
  const data = getAt(manifest(all, `ConfigMap/${name}`), "data") as Record<string, string>;
  const key = Object.keys(data).find((one) => one.includes("pulsecal")) ?? Object.keys(data)[0] ?? "";
  const parsed: unknown = parse(data[key] ?? "");
  change(parsed);
  data[key] = stringify(parsed, { aliasDuplicateObjects: false });
};

const editSet = (name: string, path: string, value: unknown) =>
  edit(name, (data) => setAt(data, path, value));

const pod = "spec.template.spec";
const c0 = `${pod}.containers.0`;
const web = "Deployment/web";
const rule0 = "groups.0.rules.0";
const missing = (policy: string, title: string, change: (all: Manifest[]) => void, options?: Options) =>
  defect("missing", policy, title, change, options);
const wrong = (policy: string, title: string, change: (all: Manifest[]) => void, options?: Options) =>
  defect("wrong", policy, title, change, options);

const env = (name: string, value: string) => (all: Manifest[]) => {
  const list = getAt(manifest(all, web), `${c0}.env`) as Manifest[];
  const others = list.filter((one) => one.name !== name);
  setAt(manifest(all, web), `${c0}.env`, [...others, { name, value }]);
};

const barePod = (all: Manifest[]) => {
  const template = structuredClone(getAt(manifest(all, web), "spec.template")) as Manifest;
  const labels = { "app.kubernetes.io/name": "bare" };
  all.push({
    apiVersion: "v1",
    kind: "Pod",
    ...template,
    metadata: { name: "bare", namespace: "monitoring", labels },
  });
};

const pods: readonly Defect[] = [
  missing("containers-run-as-non-root", "nothing says as whom it runs", (all) => {
    set(web, `${pod}.securityContext.runAsNonRoot`, undefined)(all);
    set(web, `${pod}.securityContext.runAsUser`, undefined)(all);
  }),
  wrong("containers-run-as-non-root", "root", set(web, `${c0}.securityContext.runAsUser`, 0)),
  missing(
    "containers-drop-capabilities",
    "no capabilities dropped",
    set(web, `${c0}.securityContext.capabilities`, undefined),
  ),
  wrong(
    "containers-drop-capabilities",
    "one dropped",
    set(web, `${c0}.securityContext.capabilities.drop`, ["KILL"]),
  ),
  wrong(
    "containers-add-no-capabilities",
    "SYS_ADMIN",
    set(web, `${c0}.securityContext.capabilities.add`, ["SYS_ADMIN"]),
  ),
  missing(
    "containers-forbid-privilege-escalation",
    "not said",
    set(web, `${c0}.securityContext.allowPrivilegeEscalation`, undefined),
  ),
  wrong(
    "containers-forbid-privilege-escalation",
    "allowed",
    set(web, `${c0}.securityContext.allowPrivilegeEscalation`, true),
  ),
  wrong("containers-are-not-privileged", "privileged", set(web, `${c0}.securityContext.privileged`, true)),
  missing(
    "containers-set-seccomp",
    "no profile",
    set(web, `${pod}.securityContext.seccompProfile`, undefined),
  ),
  wrong(
    "containers-set-seccomp",
    "unconfined",
    set(web, `${c0}.securityContext.seccompProfile`, { type: "Unconfined" }),
  ),
  missing(
    "containers-have-read-only-root",
    "not said",
    set(web, `${c0}.securityContext.readOnlyRootFilesystem`, undefined),
  ),
  wrong(
    "containers-have-read-only-root",
    "writable",
    set(web, `${c0}.securityContext.readOnlyRootFilesystem`, false),
  ),
  wrong("workloads-avoid-host-namespaces", "host network", set(web, `${pod}.hostNetwork`, true)),
  wrong(
    "workloads-avoid-host-paths",
    "host path",
    set(web, `${pod}.volumes`, [{ name: "root", hostPath: { path: "/" } }]),
  ),
  wrong("containers-avoid-host-ports", "host port", set(web, `${c0}.ports.0.hostPort`, 80)),
  missing("images-have-digests", "a tag alone", set(web, `${c0}.image`, "ghcr.io/shop/web:1.2.3")),
  wrong(
    "images-have-digests",
    "a digest that is none",
    set(web, `${c0}.image`, "ghcr.io/shop/web:1.2.3@sha256:abc"),
    {
      also: ["images-come-from-allowed-registries", "images-have-tags"],
    },
  ),
  missing("images-have-tags", "neither tag nor digest", set(web, `${c0}.image`, "ghcr.io/shop/web"), {
    also: ["images-have-digests"],
  }),
  wrong("images-have-tags", "latest", set(web, `${c0}.image`, "ghcr.io/shop/web:latest"), {
    also: ["images-have-digests"],
  }),
  wrong("images-come-from-allowed-registries", "another registry", (all) => {
    const image = String(getAt(manifest(all, web), `${c0}.image`));
    set(web, `${c0}.image`, image.replace("ghcr.io", "registry.example.org:5000"))(all);
  }),
  missing(
    "workloads-mount-no-unused-token",
    "not said",
    set(web, `${pod}.automountServiceAccountToken`, undefined),
  ),
  wrong(
    "workloads-mount-no-unused-token",
    "the default account's",
    set(web, `${pod}.automountServiceAccountToken`, true),
  ),
  missing("containers-have-liveness-probe", "no liveness probe", set(web, `${c0}.livenessProbe`, undefined)),
  missing(
    "containers-have-readiness-probe",
    "no readiness probe",
    set(web, `${c0}.readinessProbe`, undefined),
  ),
  missing("containers-have-memory-limit", "no limit", set(web, `${c0}.resources.limits.memory`, undefined)),
  wrong(
    "containers-have-memory-limit",
    "a limit of nothing",
    set(web, `${c0}.resources.limits.memory`, "0"),
    {
      also: ["requests-fit-limits"],
    },
  ),
  missing("containers-have-requests", "no requests", set(web, `${c0}.resources.requests`, undefined)),
  wrong("containers-have-requests", "no processor", set(web, `${c0}.resources.requests.cpu`, "0")),
  missing(
    "containers-bound-ephemeral-storage",
    "no limit",
    set(web, `${c0}.resources.limits.ephemeral-storage`, undefined),
  ),
  wrong("requests-fit-limits", "more than the limit", set(web, `${c0}.resources.requests.memory`, "1Gi")),
  wrong("workloads-stop-gracefully", "one second", set(web, `${pod}.terminationGracePeriodSeconds`, 1)),
  wrong("containers-restart", "a bare pod", barePod),
  missing("replicas-spread", "not said", set(web, `${pod}.topologySpreadConstraints`, undefined)),
  wrong("replicas-spread", "no constraint", set(web, `${pod}.topologySpreadConstraints`, [])),
  wrong(
    "claims-are-retained",
    "deleted with it",
    set("StatefulSet/postgres", "spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Delete"),
  ),
  missing("objects-have-labels", "no labels", set(web, "metadata.labels", undefined)),
  wrong(
    "objects-have-labels",
    "an empty name",
    set(web, "metadata.labels", { "app.kubernetes.io/name": "" }),
  ),
  wrong(
    "api-versions-are-current",
    "v1beta1",
    set("PodDisruptionBudget/web", "apiVersion", "policy/v1beta1"),
  ),
  missing("replicas-have-budget", "no budget", remove("PodDisruptionBudget/web")),
  wrong("budgets-allow-eviction", "none may go", set("PodDisruptionBudget/web", "spec.maxUnavailable", 0)),
  wrong("budgets-allow-eviction", "as many as there are", (all) => {
    set("PodDisruptionBudget/web", "spec.maxUnavailable", undefined)(all);
    set("PodDisruptionBudget/web", "spec.minAvailable", 2)(all);
  }),
  wrong(
    "budgets-allow-eviction",
    "selects nothing",
    set("PodDisruptionBudget/web", "spec.selector.matchLabels", { app: "x" }),
    {
      also: ["replicas-have-budget"],
    },
  ),
];

const rule = "rules.0";
const cluster: readonly Defect[] = [
  wrong("roles-have-no-wildcards", "every verb", set("ClusterRole/discovery", `${rule}.verbs`, ["*"])),
  wrong(
    "roles-do-not-escalate",
    "impersonates",
    set("ClusterRole/discovery", `${rule}.verbs`, ["impersonate"]),
  ),
  wrong(
    "cluster-roles-do-not-read-secrets",
    "reads secrets",
    set("ClusterRole/discovery", `${rule}.resources`, ["secrets"]),
  ),
  wrong(
    "bindings-avoid-cluster-admin",
    "administrator",
    set("ClusterRoleBinding/discovery", "roleRef.name", "cluster-admin"),
  ),
  wrong(
    "bindings-name-their-subjects",
    "everybody",
    set("ClusterRoleBinding/discovery", "subjects.0", { kind: "Group", name: "system:authenticated" }),
  ),
  missing(
    "namespaces-deny-ingress",
    "no default",
    set("NetworkPolicy/default-deny", "spec.policyTypes", ["Egress"]),
  ),
  wrong(
    "namespaces-deny-ingress",
    "everybody may come",
    set("NetworkPolicy/default-deny", "spec.ingress", [{}]),
    { also: ["ingress-is-narrow"] },
  ),
  missing(
    "namespaces-deny-egress",
    "no default",
    set("NetworkPolicy/default-deny", "spec.policyTypes", ["Ingress"]),
  ),
  wrong("namespaces-deny-egress", "open egress", set("NetworkPolicy/default-deny", "spec.egress", [{}]), {
    also: ["egress-is-narrow"],
  }),
  missing("egress-is-narrow", "no peer, no port", set("NetworkPolicy/web", "spec.egress", [{}])),
  wrong(
    "egress-is-narrow",
    "the whole internet",
    set("NetworkPolicy/web", "spec.egress", [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }]),
  ),
  missing("ingress-is-narrow", "no peer, no port", set("NetworkPolicy/web", "spec.ingress", [{}])),
  wrong(
    "ingress-is-narrow",
    "the whole internet",
    set("NetworkPolicy/web", "spec.ingress", [{ from: [{ ipBlock: { cidr: "::/0" } }] }]),
  ),
  wrong("services-stay-inside", "a load balancer", set("Service/web", "spec.type", "LoadBalancer")),
  missing("ingresses-have-tls", "no TLS", set("Ingress/web", "spec.tls", undefined)),
  wrong("ingresses-have-tls", "empty TLS", set("Ingress/web", "spec.tls", [])),
  wrong(
    "ingresses-hide-internals",
    "/metrics is public",
    set("Ingress/web", "spec.rules.0.http.paths.0.path", "/metrics"),
  ),
  wrong("ingresses-hide-internals", "every path", set("Ingress/web", "spec.rules.0.http.paths.0.path", "/"), {
    status: "unknown",
  }),
  missing(
    "namespaces-enforce-pod-security",
    "no label",
    set("Namespace/monitoring", "metadata.labels", undefined),
  ),
  wrong(
    "namespaces-enforce-pod-security",
    "privileged",
    set("Namespace/monitoring", "metadata.labels", { "pod-security.kubernetes.io/enforce": "privileged" }),
  ),
  wrong("ports-are-not-published", "on every address", set("docker/proxy", "ports.0.ip", "0.0.0.0")),
  missing("ports-are-not-published", "no address said", set("docker/proxy", "ports.0.ip", undefined)),
  missing("containers-restart", "Docker: no restart", set("docker/proxy", "restart", undefined)),
  missing("workloads-stop-gracefully", "Docker: ten seconds", set("docker/proxy", "stopTimeout", undefined)),
  missing("containers-run-as-non-root", "Docker: the image decides", set("docker/proxy", "user", undefined), {
    status: "unknown",
  }),
];

const key = "kT9vXq2LmB7sRz4WcY1n";
const secrets: readonly Defect[] = [
  wrong(
    "secrets-are-not-template-values",
    "the template's password",
    set("Secret/postgres", "stringData.password", "change-this-strong-password"),
  ),
  wrong(
    "secrets-are-not-template-values",
    "the template's key",
    set("Secret/web", "stringData.api-key", "change-this-to-secure-api-key"),
  ),
  wrong(
    "secrets-are-not-template-values",
    "kube-prometheus-stack's",
    set("Secret/postgres", "stringData.password", "prom-operator"),
    { also: ["secrets-are-strong"] },
  ),
  missing("secrets-are-strong", "empty", set("Secret/postgres", "stringData.password", "")),
  wrong("secrets-are-strong", "short", set("Secret/postgres", "stringData.password", "Xk3!pQz9")),
  wrong("secrets-are-strong", "short, in base64", (all) => {
    set("Secret/postgres", "stringData", undefined)(all);
    set("Secret/postgres", "data.password", Buffer.from("Xk3!pQz9").toString("base64"))(all);
  }),
  wrong("secrets-are-not-shared", "one for two doors", set("Secret/postgres", "stringData.password", key)),
  wrong(
    "config-maps-hold-no-secrets",
    "a password",
    set("ConfigMap/web", "data", { "app.conf": "password = hunter2hunter2" }),
  ),
  wrong(
    "config-maps-hold-no-secrets",
    "a password in YAML",
    set("ConfigMap/web", "data", { "app.yml": "db:\n  password: hunter2hunter2\n" }),
  ),
  wrong(
    "config-maps-hold-no-secrets",
    "a private key",
    set("ConfigMap/web", "data", { "tls.pem": "-----BEGIN PRIVATE KEY-----\nMIIE" }),
  ),
  wrong(
    "config-maps-hold-no-secrets",
    "an address with its password",
    set("ConfigMap/web", "data", { "app.conf": "url = postgres://web:hunter2@db/x" }),
  ),
  wrong("environment-holds-no-secrets", "an API key", env("API_KEY", key)),
  wrong(
    "environment-holds-no-secrets",
    "an address with its password",
    env("DATABASE_URL", "postgresql://postgres:hunter2@db:5432/ragbase"),
  ),
  wrong(
    "environment-holds-no-template-values",
    "the template's webhook",
    env("ALERT_WEBHOOK_URL", "https://hooks.slack.example/services/xxx"),
  ),
  wrong("arguments-hold-no-secrets", "a password", set(web, `${c0}.args`, ["--db.password=hunter2"])),
  wrong(
    "arguments-hold-no-secrets",
    "a token, as the next word",
    set(web, `${c0}.args`, ["--token", "hunter2"]),
  ),
  wrong("debug-is-off", "development", env("NODE_ENV", "development")),
  wrong("debug-is-off", "an administrator's API", set(web, `${c0}.args`, ["--web.enable-admin-api"])),
  wrong("cors-origins-are-named", "everybody", env("CORS_ORIGIN", "*")),
  missing("cors-origins-are-named", "empty", env("CORS_ORIGIN", "")),
  wrong("cors-origins-are-named", "the template's domain", env("CORS_ORIGIN", "https://your-domain.com"), {
    also: ["environment-holds-no-template-values"],
  }),
  wrong("dashboards-want-a-login", "anonymous", set("Deployment/grafana", `${c0}.env.0.value`, "true")),
];

const data: readonly Defect[] = [
  missing(
    "databases-have-volumes",
    "no volume",
    set("StatefulSet/postgres", "spec.volumeClaimTemplates", undefined),
  ),
  wrong("databases-have-volumes", "a folder of the pod", (all) => {
    set("StatefulSet/postgres", "spec.volumeClaimTemplates", undefined)(all);
    set("StatefulSet/postgres", `${pod}.volumes`, [{ name: "data", emptyDir: {} }])(all);
  }),
  missing("redis-appends-to-file", "not said", set("StatefulSet/redis", `${c0}.args`, ["redis-server"])),
  wrong(
    "redis-appends-to-file",
    "off",
    set("StatefulSet/redis", `${c0}.args`, ["redis-server", "--appendonly", "no"]),
  ),
  missing("databases-are-backed-up", "no backup", remove("CronJob/backup-postgres")),
  wrong(
    "databases-are-backed-up",
    "a job that backs up nothing",
    set("CronJob/backup-redis", "spec.jobTemplate.spec.template.spec.containers.0.args", ["true"]),
  ),
  missing(
    "vectors-have-extension",
    "the extension is not made",
    set("ConfigMap/schema", "data", {
      "schema.sql": "CREATE TABLE c (e vector(3)); CREATE INDEX ON c USING hnsw (e vector_l2_ops);",
    }),
  ),
  wrong("vectors-have-extension", "PostgreSQL without pgvector", (all) => {
    const image = String(getAt(manifest(all, "StatefulSet/postgres"), `${c0}.image`));
    set("StatefulSet/postgres", `${c0}.image`, image.replace("pgvector/pgvector:pg16", "postgres:16"))(all);
  }),
  missing(
    "vectors-are-indexed",
    "no index",
    set("ConfigMap/schema", "data", {
      "schema.sql": "CREATE EXTENSION vector; CREATE TABLE c (e vector(3));",
    }),
  ),
  wrong(
    "vectors-are-indexed",
    "another index",
    set("ConfigMap/schema", "data", {
      "schema.sql":
        "CREATE EXTENSION vector; CREATE TABLE c (e vector(3)); CREATE INDEX ON c USING ivfflat (e);",
    }),
  ),
];

const untouched = () => {};
const old = { ...drill, at: "2025-10-01T12:00:00Z" };
const drills: readonly Defect[] = [
  missing("backups-were-restored", "no drill", untouched, { evidence: [], status: "unknown" }),
  wrong("backups-were-restored", "the last one failed", untouched, {
    evidence: [old, { ...drill, passed: false }],
  }),
  wrong("backups-were-restored", "the last one is four months old", untouched, { evidence: [old] }),
];

const monitoring: readonly Defect[] = [
  missing("alerts-have-severity", "no severity", editSet("rules", `${rule0}.labels.severity`, undefined)),
  wrong("alerts-have-severity", "another word", editSet("rules", `${rule0}.labels.severity`, "urgent")),
  missing(
    "alerts-have-runbooks",
    "no runbook",
    editSet("rules", `${rule0}.annotations.runbook_url`, undefined),
  ),
  wrong("alerts-have-runbooks", "no address", editSet("rules", `${rule0}.annotations.runbook_url`, "TODO")),
  missing("alerts-have-owners", "no owner", editSet("log-rules", `${rule0}.labels.team`, undefined)),
  wrong("alerts-have-owners", "an empty owner", editSet("log-rules", `${rule0}.labels.team`, "")),
  missing(
    "receivers-are-defined",
    "a receiver is gone",
    edit("alertmanager", (config) => {
      const receivers = getAt(config, "receivers") as Manifest[];
      const lost = receivers.findIndex(({ name }) => name === "pulsecal/pagerduty+slack");
      if (lost < 0) throw new Error("no such receiver");
      receivers.splice(lost, 1);
    }),
  ),
  wrong(
    "critical-alerts-reach-a-person",
    "a route to nowhere",
    edit("alertmanager", (config) => {
      setAt(config, "route.routes.0.routes", []);
      (getAt(config, "receivers") as Manifest[]).push({ name: "null" });
      setAt(config, "route.receiver", "null");
    }),
    { also: ["heartbeat-leaves-the-cluster"] },
  ),
  missing("critical-alerts-reach-a-person", "no Alertmanager to see", remove("ConfigMap/alertmanager"), {
    status: "unknown",
    also: ["heartbeat-leaves-the-cluster"],
  }),
  missing("heartbeat-leaves-the-cluster", "no heartbeat", (all) => {
    const rules = getAt(manifest(all, "ConfigMap/rules"), "data") as Record<string, string>;
    rules["belfry.prometheus.yaml"] = (rules["belfry.prometheus.yaml"] ?? "").replace(
      "alert: Watchdog",
      "alert: Quiet",
    );
  }),
  wrong(
    "heartbeat-leaves-the-cluster",
    "nobody listens",
    edit("alertmanager", (config) => {
      const receivers = getAt(config, "receivers") as Manifest[];
      setAt(
        receivers.find(({ name }) => name === "dead-mans-switch"),
        "webhook_configs",
        [],
      );
    }),
  ),
  missing(
    "scrape-interval-is-short",
    "Prometheus' own, a minute",
    editSet("prometheus", "global.scrape_interval", undefined),
  ),
  wrong(
    "scrape-interval-is-short",
    "a job of its own",
    editSet("prometheus", "scrape_configs.0.scrape_interval", "30s"),
  ),
  missing(
    "scrapes-are-limited",
    "no limit",
    editSet("prometheus", "scrape_configs.0.sample_limit", undefined),
  ),
  wrong(
    "scrapes-are-limited",
    "a limit of 0, which is none",
    editSet("prometheus", "scrape_configs.0.sample_limit", 0),
  ),
  wrong(
    "rate-windows-fit-scrapes",
    "a window of 30 s",
    editSet("rules", `${rule0}.expr`, "rate(http_requests_total[30s]) > 1"),
  ),
  missing("rate-windows-fit-scrapes", "no scrape interval to see", remove("ConfigMap/prometheus"), {
    status: "unknown",
    also: ["metrics-retention-is-set", "retention-fits-the-disk"],
  }),
  missing(
    "metrics-retention-is-set",
    "Prometheus' own, 15 days",
    editSet("prometheus", "storage.tsdb.retention.time", undefined),
  ),
  wrong("metrics-retention-is-set", "two weeks", editSet("prometheus", "storage.tsdb.retention.time", "2w")),
  missing(
    "retention-fits-the-disk",
    "no size",
    editSet("prometheus", "storage.tsdb.retention.size", undefined),
  ),
  wrong(
    "retention-fits-the-disk",
    "more than the volume",
    editSet("prometheus", "storage.tsdb.retention.size", "19GB"),
  ),
  missing("log-retention-is-set", "no period", editSet("loki", "limits_config.retention_period", undefined)),
  wrong("log-retention-is-set", "nobody deletes", editSet("loki", "compactor.retention_enabled", false)),
  missing("log-rates-are-limited", "no limit", editSet("loki", "limits_config.ingestion_rate_mb", undefined)),
  missing("trace-retention-is-set", "no period", editSet("tempo", "overrides", undefined)),
  wrong(
    "trace-retention-is-set",
    "for ever",
    editSet("tempo", "overrides.defaults.compaction.block_retention", "0s"),
  ),
  missing(
    "logs-are-redacted",
    "no processors",
    editSet("collector", "service.pipelines.logs.processors", undefined),
  ),
  wrong(
    "logs-are-redacted",
    "another processor",
    editSet("collector", "service.pipelines.logs.processors", ["batch"]),
  ),
  missing(
    "traces-are-redacted",
    "no processors",
    editSet("collector", "service.pipelines.traces.processors", undefined),
  ),
  missing("dashboards-show-something", "no uid", (all) => {
    const boards = getAt(manifest(all, "ConfigMap/dashboards"), "data") as Record<string, string>;
    boards["overview.json"] = JSON.stringify({
      ...JSON.parse(boards["overview.json"] ?? ""),
      uid: undefined,
    });
  }),
  wrong(
    "dashboards-show-something",
    "no query",
    set("ConfigMap/dashboards", "data", {
      "empty.json": '{"title":"x","uid":"x","panels":[{"type":"text"}]}',
    }),
  ),
];

/** Each single defect of the resources. */
export const defects: readonly Defect[] = [
  ...pods,
  ...cluster,
  ...secrets,
  ...data,
  ...drills,
  ...monitoring,
];

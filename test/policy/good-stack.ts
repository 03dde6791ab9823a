import type { Evidence } from "../../policy/model/evidence";
import { partOf, partsOfManifest } from "../../policy/model/part";
import type { ServiceFacts } from "../../policy/model/service-facts";
import { type Part, type Stack, stackOf } from "../../policy/model/stack";
import { toValue } from "../../policy/model/value";
import { serviceFacts } from "../../scripts/readiness/service-facts";
import { configuration, services, settings } from "./good-configuration";
import { type Manifest, object, setAt } from "./manifest";

const digest = `sha256:${"0a1b2c3d".repeat(8)}`;
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

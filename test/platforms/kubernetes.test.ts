import { ComponentResource } from "@pulumi/pulumi";
import { parse } from "yaml";
import { parseConfig } from "../../config";
import { kubernetesPlatform } from "../../platforms/kubernetes";
import type { Workload } from "../../platforms/workload";
import { fullWorkload } from "./support/full-workload";
import { recordResources, settled } from "./support/recorded";

const recorded = recordResources();
const ingress = {
  className: "nginx",
  hosts: { shop: "shop.example.com" },
  tlsSecret: "shop-tls",
  clusterIssuer: "ca",
  controllerNamespace: "ingress",
};
const cluster = {
  nodes: ["10.1.0.0/16"],
  apiServer: ["10.2.0.1/32"],
  storageClass: "fast",
  priorityClass: "monitoring",
};

function settingsWith(kubernetes: object, images: object = {}) {
  return parseConfig(
    { platform: "kubernetes", kubernetes: JSON.stringify(kubernetes), images: JSON.stringify(images) },
    "prod",
  );
}

const digests = { "belfry-tool": `sha256:${"b".repeat(64)}` };

/** What the platform makes of workloads, besides its namespaces. */
async function objectsOf(
  workloads: readonly Workload[],
  settings = settingsWith({ ...cluster, ingress }, { digests }),
) {
  recorded.length = 0;
  const platform = kubernetesPlatform(settings);
  platform.place("till", { sql: { number: 5432 } });
  for (const workload of workloads)
    platform.run(workload, new ComponentResource("belfry:index:Test", "test"));
  await settled();
  const find = (kind: string, name: string) =>
    recorded.find(({ inputs }) => inputs.kind === kind && Object(inputs.metadata).name === name)?.inputs;
  return {
    platform,
    find,
    all: recorded.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort(),
  };
}

const labels = {
  "app.kubernetes.io/name": "shop",
  "app.kubernetes.io/part-of": "belfry",
  "app.kubernetes.io/managed-by": "pulumi",
};
const selector = { "app.kubernetes.io/name": "shop", "app.kubernetes.io/part-of": "belfry" };
const metadata = (name: string) => ({ name, namespace: "belfry", labels });

describe("a filled workload", () => {
  let made: Awaited<ReturnType<typeof objectsOf>>;
  beforeAll(async () => {
    made = await objectsOf([fullWorkload]);
  });

  test("has exactly these objects, in two closed namespaces", () => {
    expect(made.all).toEqual([
      "ClusterRole belfry-shop-reader",
      "ClusterRoleBinding belfry-shop-reader",
      "ConfigMap shop-etc-shop",
      "ConfigMap shop-etc-shop-rules",
      "ConfigMap shop-etc-static",
      "Ingress shop",
      "Namespace belfry",
      "Namespace belfry-host",
      "NetworkPolicy belfry-closed",
      "NetworkPolicy belfry-host-closed",
      "NetworkPolicy shop-from-ingress",
      "NetworkPolicy shop-from-senders",
      "NetworkPolicy shop-to-any-namespace",
      "NetworkPolicy shop-to-api-server",
      "NetworkPolicy shop-to-dns",
      "NetworkPolicy shop-to-internet",
      "NetworkPolicy shop-to-nodes",
      "NetworkPolicy shop-to-till-sql",
      "NetworkPolicy till-asked-from-shop",
      "NetworkPolicy till-sql-from-shop",
      "PodDisruptionBudget shop",
      "Secret shop-secrets",
      "Service shop",
      "ServiceAccount shop",
      "StatefulSet shop",
      "kubernetes kubernetes",
    ]);
  });

  test("lives in a namespace that enforces the restricted standard and lets nothing in or out", () => {
    const standard = (level: string) => ({
      "app.kubernetes.io/part-of": "belfry",
      "pod-security.kubernetes.io/enforce": level,
      "pod-security.kubernetes.io/audit": level,
      "pod-security.kubernetes.io/warn": level,
    });
    expect(made.find("Namespace", "belfry")?.metadata).toEqual({
      name: "belfry",
      labels: standard("restricted"),
    });
    expect(made.find("Namespace", "belfry-host")?.metadata).toEqual({
      name: "belfry-host",
      labels: standard("privileged"),
    });
    const closed = recorded.filter(({ name }) => name.endsWith("-closed"));
    expect(closed.map(({ inputs }) => inputs.spec)).toEqual([
      { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    ]);
  });

  test("has its pods kept with volumes that outlive them, and made anew when a start would read something else", () => {
    const { template, ...spec } = Object(made.find("StatefulSet", "shop")?.spec);
    expect(spec).toEqual({
      replicas: 2,
      serviceName: "shop",
      selector: { matchLabels: selector },
      podManagementPolicy: "Parallel",
      revisionHistoryLimit: 3,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      volumeClaimTemplates: [
        {
          metadata: { name: "data-var-lib-shop", labels: selector },
          spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: "fast",
            resources: { requests: { storage: "100Mi" } },
          },
        },
      ],
    });
    expect(template.metadata).toEqual({
      labels: { ...labels, "belfry.dev/system": "belfry", "belfry.dev/service": "shop" },
      annotations: { "belfry.dev/start-revision": expect.stringMatching(/^[0-9a-f]{16}-[0-9a-f]{16}$/) },
    });
  });

  test("has locked-down containers with the declared probes, limits and folders", () => {
    const spec = Object(made.find("StatefulSet", "shop")?.spec).template.spec;
    expect(spec).toEqual(parse(podYaml, { merge: true }));
  });

  test("reads its texts from ConfigMaps and its secrets from a Secret", () => {
    expect(made.find("ConfigMap", "shop-etc-shop")).toMatchObject({
      metadata: metadata("shop-etc-shop"),
      data: { "shop.yml": "a: 1\n" },
    });
    expect(made.find("ConfigMap", "shop-etc-shop-rules")?.data).toEqual({ "one.yml": "rules: []\n" });
    expect(made.find("Secret", "shop-secrets")).toMatchObject({
      metadata: metadata("shop-secrets"),
      stringData: { secret: { "run-secrets-token": "s3cret" } },
    });
  });

  test("mounts a secret that the cluster keeps beside its own, in one folder", async () => {
    const { find } = await objectsOf([
      { ...fullWorkload, keptSecrets: { "/run/secrets/key": { secret: "vault-key", key: "value" } } },
    ]);
    const { volumes } = Object(find("StatefulSet", "shop")?.spec).template.spec;
    expect(volumes.find(({ name }: { name: string }) => name === "secrets-run-secrets")).toEqual({
      name: "secrets-run-secrets",
      projected: {
        defaultMode: 0o440,
        sources: [
          { secret: { name: "shop-secrets", items: [{ key: "run-secrets-token", path: "token" }] } },
          { secret: { name: "vault-key", items: [{ key: "value", path: "key" }] } },
        ],
      },
    });
  });

  test("may ask the API server for what it declared and nothing else", () => {
    expect(made.find("ServiceAccount", "shop")?.automountServiceAccountToken).toBe(false);
    const verbs = ["get", "list", "watch"];
    expect(made.find("ClusterRole", "belfry-shop-reader")?.rules).toEqual([
      { apiGroups: [""], resources: ["pods"], verbs },
      { apiGroups: ["apps"], resources: ["deployments"], verbs },
    ]);
    expect(made.find("ClusterRoleBinding", "belfry-shop-reader")).toMatchObject({
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "belfry-shop-reader" },
      subjects: [{ kind: "ServiceAccount", name: "shop", namespace: "belfry" }],
    });
  });

  test("is one address, one budget, and one host name behind TLS", () => {
    expect(made.find("Service", "shop")?.spec).toEqual({
      selector,
      ports: [
        { name: "http", port: 8080, targetPort: "http", protocol: "TCP" },
        { name: "otlp", port: 4317, targetPort: "otlp", protocol: "TCP" },
        { name: "syslog", port: 5514, targetPort: "syslog", protocol: "UDP" },
      ],
    });
    expect(made.find("PodDisruptionBudget", "shop")?.spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: selector },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    });
    const backend = { service: { name: "shop", port: { name: "http" } } };
    expect(made.find("Ingress", "shop")).toMatchObject({
      metadata: { ...metadata("shop"), annotations: { "cert-manager.io/cluster-issuer": "ca" } },
      spec: {
        ingressClassName: "nginx",
        tls: [{ hosts: ["shop.example.com"], secretName: "shop-tls" }],
        rules: [{ host: "shop.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      },
    });
    expect(made.platform.place("shop", fullWorkload.ports).publicUrl).toBe("https://shop.example.com");
  });

  const inNamespace = (name: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
  });
  const podsOf = (name: string) => ({
    ...inNamespace("belfry"),
    podSelector: { matchLabels: { ...selector, "app.kubernetes.io/name": name } },
  });
  const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
  const outward = (to: object[], ports: object[]) => ({
    podSelector: { matchLabels: selector },
    policyTypes: ["Egress"],
    egress: [{ to, ports }],
  });
  const inward = (name: string, from: object[], ports: object[]) => ({
    podSelector: { matchLabels: { ...selector, "app.kubernetes.io/name": name } },
    policyTypes: ["Ingress"],
    ingress: [{ from, ports }],
  });
  const internet = {
    cidr: "0.0.0.0/0",
    except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
  };

  test.each<[string, object]>([
    ["shop-to-dns", outward([inNamespace("kube-system")], [{ port: 53, protocol: "UDP" }, ...tcp(53)])],
    ["shop-to-till-sql", outward([podsOf("till")], tcp(5432))],
    ["till-sql-from-shop", inward("till", [podsOf("shop")], tcp(5432))],
    ["shop-to-api-server", outward([{ ipBlock: { cidr: "10.2.0.1/32" } }], tcp(443, 6443))],
    ["shop-to-nodes", outward([{ ipBlock: { cidr: "10.1.0.0/16" } }], tcp(9100))],
    ["shop-to-internet", outward([{ ipBlock: internet }], tcp(443))],
    ["shop-to-any-namespace", outward([{ namespaceSelector: {} }], tcp(5432))],
    ["till-asked-from-shop", inward("till", [podsOf("shop")], tcp(5432))],
    [
      "shop-from-senders",
      inward("shop", [{ namespaceSelector: {} }], [...tcp(4317), { port: 5514, protocol: "UDP" }]),
    ],
    ["shop-from-ingress", inward("shop", [inNamespace("ingress")], tcp(8080))],
  ])("opens %s and no more", (name, spec) => {
    expect(made.find("NetworkPolicy", name)?.spec).toEqual(spec);
  });
});

const podYaml = `
serviceAccountName: shop
automountServiceAccountToken: true
enableServiceLinks: false
priorityClassName: monitoring
terminationGracePeriodSeconds: 65
securityContext:
  runAsNonRoot: true
  runAsUser: 1234
  runAsGroup: 1234
  fsGroup: 1234
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
topologySpreadConstraints:
  - &spread
    maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: DoNotSchedule
    labelSelector: { matchLabels: { app.kubernetes.io/name: shop, app.kubernetes.io/part-of: belfry } }
  - <<: *spread
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
initContainers:
  - name: prepare
    image: &image example/shop:1.2.3@sha256:${"a".repeat(64)}
    imagePullPolicy: IfNotPresent
    command: [sh, -c, 'test -e "$0" || exec "$@"', /var/lib/shop/VERSION, shopctl, init]
    env: &env
      - { name: GOMEMLIMIT, value: 900MiB }
      - { name: GOMAXPROCS, value: "2" }
      - { name: PLAIN, value: "1" }
    resources: &resources
      requests: { cpu: 100m, memory: 128Mi, ephemeral-storage: 64Mi }
      limits: { cpu: 1500m, memory: 1000Mi, ephemeral-storage: 256Mi }
    securityContext: &locked
      allowPrivilegeEscalation: false
      capabilities: { drop: [ALL] }
      readOnlyRootFilesystem: true
      runAsNonRoot: true
    volumeMounts: &mounts
      - { name: files-etc-shop, mountPath: /etc/shop, readOnly: true }
      - { name: files-etc-shop-rules, mountPath: /etc/shop/rules, readOnly: true }
      - { name: files-etc-static, mountPath: /etc/static, readOnly: true }
      - { name: secrets-run-secrets, mountPath: /run/secrets, readOnly: true }
      - { name: data-var-lib-shop, mountPath: /var/lib/shop }
      - { name: scratch, mountPath: /tmp }
containers:
  - name: shop
    image: *image
    imagePullPolicy: IfNotPresent
    command: [shopd]
    args: [--config=/etc/shop/shop.yml, "--listen=:8080"]
    env: *env
    ports:
      - { name: http, containerPort: 8080, protocol: TCP }
      - { name: otlp, containerPort: 4317, protocol: TCP }
      - { name: syslog, containerPort: 5514, protocol: UDP }
    readinessProbe:
      httpGet: { path: /ready, port: http }
      initialDelaySeconds: 1
      periodSeconds: 5
      timeoutSeconds: 2
      failureThreshold: 3
    livenessProbe:
      exec: { command: [shopctl, ping] }
      initialDelaySeconds: 0
      periodSeconds: 10
      timeoutSeconds: 4
      failureThreshold: 6
    startupProbe:
      tcpSocket: { port: http }
      initialDelaySeconds: 0
      periodSeconds: 2
      timeoutSeconds: 1
      failureThreshold: 30
    resources: *resources
    lifecycle: { preStop: { sleep: { seconds: 5 } } }
    securityContext: *locked
    volumeMounts: *mounts
  - name: reloader
    image: belfry-tool:0.1.0@sha256:${"b".repeat(64)}
    imagePullPolicy: IfNotPresent
    args: [reload, "http://127.0.0.1:8080/-/reload", /etc/shop/rules]
    env: [{ name: GOMEMLIMIT, value: 24MiB }]
    resources:
      requests: { cpu: 5m, memory: 16Mi, ephemeral-storage: 8Mi }
      limits: { cpu: 50m, memory: 32Mi, ephemeral-storage: 32Mi }
    securityContext: *locked
    volumeMounts: [{ name: files-etc-shop-rules, mountPath: /etc/shop/rules, readOnly: true }]
volumes:
  - { name: files-etc-shop, projected: { defaultMode: 0o444, sources: [{ configMap: { name: shop-etc-shop } }] } }
  - { name: files-etc-shop-rules, projected: { defaultMode: 0o444, sources: [{ configMap: { name: shop-etc-shop-rules } }] } }
  - { name: files-etc-static, projected: { defaultMode: 0o444, sources: [{ configMap: { name: shop-etc-static } }] } }
  - name: secrets-run-secrets
    secret: { secretName: shop-secrets, defaultMode: 0o440, items: [{ key: run-secrets-token, path: token }] }
  - { name: scratch, emptyDir: { sizeLimit: 64Mi } }
`;

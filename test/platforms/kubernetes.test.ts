import { parse } from "yaml";
import { podYaml } from "./support/full-pod";
import { fullWorkload } from "./support/full-workload";
import { objectsOf, recorded } from "./support/made-objects";

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
    ["shop-to-internet", outward([{ ipBlock: internet }, { ipBlock: { cidr: "10.20.0.0/16" } }], tcp(443))],
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

import { parseConfig } from "../../../config";
import { type ClusterState, clusterState } from "../../../scripts/preflight/cluster-state";
import { findings } from "../../../scripts/preflight/findings";
import { quantity } from "../../../scripts/preflight/quantity";
import type { KubernetesObject } from "../../../scripts/render/manifests";

const roomy: ClusterState = {
  storageClasses: [
    { name: "fast", isDefault: false },
    { name: "standard", isDefault: true },
  ],
  ingressClasses: ["nginx"],
  priorityClasses: ["monitoring"],
  secrets: new Map([["grafana-tls", ["tls.crt", "tls.key"]]]),
  quotas: [],
  statefulSets: [],
};

const ingress = {
  className: "nginx",
  hosts: { grafana: "grafana.example.com" },
  tlsSecret: "grafana-tls",
  controllerNamespace: "ingress",
};

function loki(storage: string): KubernetesObject & ClusterState["statefulSets"][number] {
  const resources = {
    requests: { cpu: "500m", memory: "1Gi", "ephemeral-storage": "64Mi" },
    limits: { cpu: "2", memory: "2Gi", "ephemeral-storage": "256Mi" },
  };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "loki", namespace: "belfry" },
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ name: "loki", resources }] } },
      volumeClaimTemplates: [
        { metadata: { name: "data-loki" }, spec: { resources: { requests: { storage } } } },
      ],
    },
  };
}

const quotaOf = (hard: Record<string, string>, used: Record<string, string> = {}) => ({
  metadata: { name: "team" },
  status: { hard, used },
});

function found(
  kubernetes: object,
  state: Partial<ClusterState> = {},
  objects: readonly KubernetesObject[] = [loki("10Gi")],
  other: Record<string, string> = {},
) {
  const keys = { platform: "kubernetes", kubernetes: JSON.stringify(kubernetes), ...other };
  return findings(parseConfig(keys, "prod"), objects, { ...roomy, ...state });
}

test("nothing stands against a cluster that has what is named", () => {
  expect(found({})).toEqual([]);
  expect(found({ storageClass: "fast", priorityClass: "monitoring", ingress })).toEqual([]);
});

test.each<[string, object, Partial<ClusterState>, string]>([
  [
    "an unknown storage class",
    { storageClass: "fsat" },
    {},
    `belfry:kubernetes.storageClass is "fsat": the cluster has no such StorageClass, only fast, standard. Fix: pulumi config set --path 'belfry:kubernetes.storageClass' <name>.`,
  ],
  [
    "no default storage class",
    {},
    { storageClasses: [] },
    "belfry:kubernetes.storageClass is not set, and the cluster has no default StorageClass (none at all). Fix: pulumi config set --path 'belfry:kubernetes.storageClass' <name>.",
  ],
  [
    "an unknown ingress class",
    { ingress: { ...ingress, className: "traefik" } },
    {},
    `belfry:kubernetes.ingress.className is "traefik": the cluster has no such IngressClass, only nginx. Fix: pulumi config set --path 'belfry:kubernetes.ingress.className' <name>.`,
  ],
  [
    "an unknown priority class",
    { priorityClass: "urgent" },
    {},
    `belfry:kubernetes.priorityClass is "urgent": the cluster has no such PriorityClass, only monitoring. Fix: pulumi config set --path 'belfry:kubernetes.priorityClass' <name>.`,
  ],
  [
    "a certificate that nobody wrote",
    { ingress: { ...ingress, tlsSecret: "gone" } },
    {},
    'belfry:kubernetes.ingress.tlsSecret is "gone": namespace belfry has no such Secret, and no issuer is named that would write it. Fix: kubectl -n belfry create secret tls gone --cert=… --key=…, or name belfry:kubernetes.ingress.clusterIssuer.',
  ],
  [
    "a quota that is too small",
    {},
    { quotas: [quotaOf({ "requests.memory": "2Gi", pods: "10" }, { "requests.memory": "512Mi" })] },
    "ResourceQuota team of namespace belfry allows requests.memory 2Gi, and 2048Mi more are needed (512Mi are in use). Fix: raise it to 2560Mi, or choose another belfry:kubernetes.namespace.",
  ],
  [
    "a quota on what volumes take",
    {},
    { quotas: [quotaOf({ "requests.storage": "15Gi", "limits.cpu": "4" })] },
    "ResourceQuota team of namespace belfry allows requests.storage 15Gi, and 20480Mi more are needed (0Mi are in use). Fix: raise it to 20480Mi, or choose another belfry:kubernetes.namespace.",
  ],
  [
    "a volume of another size",
    {},
    { statefulSets: [loki("8Gi")] },
    `StatefulSet loki: its volume data-loki was made with 8Gi, and 10Gi is declared now; the size in a StatefulSet cannot be changed. Fix: kubectl -n belfry patch pvc data-loki-loki-0 -p '{"spec":{"resources":{"requests":{"storage":"10Gi"}}}}' where its class allows growth, then kubectl -n belfry delete statefulset loki --cascade=orphan (its pods and volumes stay) and up again; or set the retention back.`,
  ],
])("%s is named with its place, its value and a fix", (_, kubernetes, state, message) => {
  expect(found(kubernetes, state)).toEqual([message]);
});

const mounted = (secret: string, key: string): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "some", namespace: "belfry" },
  spec: {
    template: {
      spec: {
        containers: [],
        volumes: [{ projected: { sources: [{ secret: { name: secret, items: [{ key }] } }] } }],
      },
    },
  },
});

const kept = { secret: "vault", key: "value" };
const address = "https://login.example.com";
const login = {
  ...{ clientId: "belfry", clientSecretFile: kept, authUrl: address, tokenUrl: address },
  ...{ userInfoUrl: address, rolePath: "'Viewer'" },
};
const slack = {
  urlFile: "/run/slack",
  channel: "#ops",
  systems: { pulsecal: { urlFile: kept, channel: "#p" } },
};

test.each<[string, Record<string, object>]>([
  ["belfry:receivers.webhook.urlFile", { receivers: { webhook: { urlFile: kept } } }],
  ["belfry:receivers.slack.systems.pulsecal.urlFile", { receivers: { slack } }],
  ["belfry:login.clientSecretFile", { login }],
  ["belfry:push.pulsecal", { push: { pulsecal: kept } }],
  [
    "belfry:objectStorage.credentialsFile",
    { objectStorage: { endpoint: "s3", bucket: "lines", credentialsFile: kept } },
  ],
  ["belfry:push.pulsecal, belfry:push.ragbase", { push: { pulsecal: kept, ragbase: kept } }],
])("a Secret or a key that %s names and the cluster does not keep is told", (place, config) => {
  const other = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)]),
  );
  const at = (secrets: ClusterState["secrets"]) => found({}, { secrets }, [mounted("vault", "value")], other);
  const fix =
    "Fix: kubectl -n belfry create secret generic vault --from-file=value=<file>, or let your secret store write it.";
  expect(at(new Map([["vault", ["value"]]]))).toEqual([]);
  expect(at(new Map())).toEqual([
    `${place}: key "value" of Secret "vault" is named, and namespace belfry has no such Secret. ${fix}`,
  ]);
  expect(at(new Map([["vault", ["other"]]]))).toEqual([
    `${place}: key "value" of Secret "vault" is named, and namespace belfry has no such key in it. ${fix}`,
  ]);
});

test("the same size in other words is the same, and a stack that runs is not counted twice", () => {
  const quotas = [quotaOf({ "requests.memory": "2Gi" }, { "requests.memory": "2Gi" })];
  expect(found({}, { statefulSets: [loki("10240Mi")], quotas })).toEqual([]);
});

test("reads quantities as Kubernetes writes them", () => {
  expect(["500m", "2", "1Ki", "4Gi", "1k", "1e3", "0.5"].map(quantity)).toEqual([
    0.5,
    2,
    1024,
    4 * 2 ** 30,
    1000,
    1000,
    0.5,
  ]);
  expect(() => quantity("many")).toThrow('"many" is no quantity.');
});

test("a cluster that does not answer is named with its context", async () => {
  const choice = { kubeconfig: "/dev/null", context: "prod-eu" };
  await expect(clusterState(choice, "belfry")).rejects.toThrow(
    /^belfry:kubernetes.context is "prod-eu": its cluster does not answer within 10 s \(.*\)\. Fix: see that it runs/,
  );
});

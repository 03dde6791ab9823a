import { isOfClusters, isVisible, usuallyVisible } from "../../platforms/cluster-parts";
import { clusterDiscovery } from "../../platforms/kubernetes/discovery";

const managed = clusterDiscovery({ dnsNamespace: "kube-system", visible: [...usuallyVisible] });
const part = (service: string) => ({ system: "kubernetes", service });

test("kubelets are found as nodes, and asked over TLS with the account's token", () => {
  const { relabel, ...job } = managed.jobFor(part("kubelet"), 10250);
  expect(job).toEqual({
    scheme: "https",
    authorization: { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
    tls_config: { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: "node" }],
  });
  expect(relabel).toEqual([{ source_labels: ["__meta_kubernetes_node_name"], target_label: "instance" }]);
});

test("the API server must show a certificate of the cluster's own authority", () => {
  expect(managed.jobFor(part("kube-apiserver"), 6443).tls_config).toEqual({
    ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
    server_name: "kubernetes",
  });
});

test("CoreDNS is found where the cluster's DNS is said to run", () => {
  const { kubernetes_sd_configs } = clusterDiscovery({ dnsNamespace: "dns", visible: ["coredns"] }).jobFor(
    part("coredns"),
    9153,
  );
  expect(kubernetes_sd_configs).toEqual([
    { role: "pod", namespaces: { names: ["dns"] }, selectors: [{ role: "pod", label: "k8s-app=kube-dns" }] },
  ]);
});

test("whoever is no part of a cluster is found by its labels, even under a part's name", () => {
  const job = managed.jobFor({ system: "shop", service: "etcd" }, 80);
  expect(job.kubernetes_sd_configs).toEqual([
    { role: "pod", selectors: [{ role: "pod", label: "belfry.dev/system=shop,belfry.dev/service=etcd" }] },
  ]);
});

const kubelet = [
  { to: "api-server", reads: ["nodes", "core/nodes/metrics"] },
  { to: "nodes", ports: [10250] },
];

test("Prometheus may read what is visible, and nothing of what is hidden", () => {
  expect(managed.connectsTo).toEqual([
    { to: "api-server", reads: ["pods"] },
    ...[kubelet, kubelet].flat(),
    { to: "api-server", reads: ["/metrics"] },
    { to: "api-server", reads: ["discovery.k8s.io/endpointslices", "services", "pods"] },
  ]);
  expect(clusterDiscovery({ dnsNamespace: "kube-system", visible: [] }).connectsTo).toEqual([
    { to: "api-server", reads: ["pods"] },
  ]);
});

test("a managed cluster hides its control plane; only a cluster has any of it", () => {
  const parts = ["kubelet", "etcd", "kube-scheduler", "kube-state-metrics", "log-collector", "loki"];
  expect(parts.map((name) => isVisible(name, usuallyVisible))).toEqual([
    true,
    false,
    false,
    true,
    true,
    true,
  ]);
  expect(parts.map(isOfClusters)).toEqual([true, true, true, true, true, false]);
});

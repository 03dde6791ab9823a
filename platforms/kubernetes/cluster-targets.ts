import type { HideablePart } from "../cluster-parts";
import type { Connection } from "../workload";
import type { ClusterSettings } from "./settings";

/** Parts of a scrape job. */
type Job = { readonly relabel: readonly Readonly<Record<string, unknown>>[] } & Readonly<
  Record<string, unknown>
>;

interface Target {
  readonly job: (cluster: Pick<ClusterSettings, "dnsNamespace">, port: number) => Job;
  /** What Prometheus must be allowed for it. */
  readonly connectsTo: readonly Connection[];
}

const account = "/var/run/secrets/kubernetes.io/serviceaccount";
const asItself = { authorization: { credentials_file: `${account}/token` } };
/** Their certificates are their own, signed by nobody whom a pod could ask; the network leads to nodes alone. */
const ownCertificate = { scheme: "https", ...asItself, tls_config: { insecure_skip_verify: true } };
const mayReadMetrics: Connection = { to: "api-server", reads: ["/metrics"] };

function ofNodes(): Job {
  return {
    ...ownCertificate,
    kubernetes_sd_configs: [{ role: "node" }],
    relabel: [{ source_labels: ["__meta_kubernetes_node_name"], target_label: "instance" }],
  };
}

/** Pods of a namespace by a label; where a port is named twice or not at all, it is this one. */
function ofPods(namespace: string, label: string, port: number, instance: "pod_name" | "pod_node_name"): Job {
  return {
    kubernetes_sd_configs: [
      { role: "pod", namespaces: { names: [namespace] }, selectors: [{ role: "pod", label }] },
    ],
    relabel: [
      { source_labels: ["__meta_kubernetes_pod_ip"], regex: "", action: "drop" },
      { source_labels: ["__meta_kubernetes_pod_ip"], target_label: "__address__", replacement: `$1:${port}` },
      { source_labels: [`__meta_kubernetes_${instance}`], target_label: "instance" },
    ],
  };
}

/** A static pod of a control-plane node, as kubeadm labels it. */
function ofControlPlane(part: HideablePart, port: number): Job {
  return ofPods("kube-system", `component=${part}`, port, "pod_node_name");
}

const kubelet: Target = {
  job: ofNodes,
  connectsTo: [
    { to: "api-server", reads: ["nodes", "core/nodes/metrics"] },
    { to: "nodes", ports: [10250] },
  ],
};

/** Where the parts of a cluster are found, and what it takes to read their metrics. */
const targets: Readonly<Record<HideablePart, Target>> = {
  kubelet,
  cadvisor: kubelet,
  "kube-apiserver": {
    job: () => ({
      scheme: "https",
      ...asItself,
      tls_config: { ca_file: `${account}/ca.crt`, server_name: "kubernetes" },
      kubernetes_sd_configs: [
        {
          role: "endpointslice",
          namespaces: { names: ["default"] },
          selectors: [{ role: "endpointslice", label: "kubernetes.io/service-name=kubernetes" }],
        },
      ],
      relabel: [
        { source_labels: ["__meta_kubernetes_endpointslice_port_name"], regex: "https", action: "keep" },
      ],
    }),
    connectsTo: [
      mayReadMetrics,
      { to: "api-server", reads: ["discovery.k8s.io/endpointslices", "services", "pods"] },
    ],
  },
  coredns: {
    job: ({ dnsNamespace }, port) => ofPods(dnsNamespace, "k8s-app=kube-dns", port, "pod_name"),
    connectsTo: [],
  },
  // kubeadm lets these listen on loopback: whoever says that they can be seen has opened them to the nodes' addresses.
  etcd: {
    job: (_, port) => ofControlPlane("etcd", port),
    connectsTo: [{ to: "nodes", ports: [2381] }],
  },
  "kube-scheduler": {
    job: (_, port) => ({ ...ownCertificate, ...ofControlPlane("kube-scheduler", port) }),
    connectsTo: [mayReadMetrics, { to: "nodes", ports: [10259] }],
  },
  "kube-controller-manager": {
    job: (_, port) => ({ ...ownCertificate, ...ofControlPlane("kube-controller-manager", port) }),
    connectsTo: [mayReadMetrics, { to: "nodes", ports: [10257] }],
  },
};

/** How Prometheus finds a part of the cluster; undefined for what is found by its labels. */
export function clusterTarget({
  system,
  service,
}: {
  readonly system: string;
  readonly service: string;
}): Target | undefined {
  const found = Object.entries(targets).find(([part]) => part === service);
  return system === "kubernetes" ? found?.[1] : undefined;
}

/** What it takes to read the metrics of those parts. */
export function clusterConnections(parts: readonly HideablePart[]): readonly Connection[] {
  return parts.flatMap((part) => targets[part].connectsTo);
}

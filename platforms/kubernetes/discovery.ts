import type { Discovery } from "../platform";
import { clusterConnections, clusterTarget } from "./cluster-targets";
import { discoveryLabels } from "./labels";
import type { ClusterSettings } from "./settings";

/** A label as the discovery of Prometheus names it. */
function meta(label: string): string {
  return `__meta_kubernetes_pod_label_${label.replace(/[^a-zA-Z0-9]/g, "_")}`;
}

/** Marks the pods of a workload that runs on every node: the node is what they speak for. */
export const everyNodeLabel = "belfry.dev/every-node";

/** Finds pods in any namespace by the two labels that a service's owner gives them, and the cluster's own parts. */
export function clusterDiscovery(cluster: Pick<ClusterSettings, "dnsNamespace" | "visible">): Discovery {
  return {
    jobFor: (service, port) => clusterTarget(service)?.job(cluster, port) ?? podsOf(service, port),
    findsHosts: true,
    connectsTo: [{ to: "api-server", reads: ["pods"] }, ...clusterConnections(cluster.visible)],
  };
}

function podsOf({ system, service }: Parameters<Discovery["jobFor"]>[0], port: number) {
  return {
    kubernetes_sd_configs: [
      {
        role: "pod",
        selectors: [
          {
            role: "pod",
            label: `${discoveryLabels.system}=${system},${discoveryLabels.service}=${service}`,
          },
        ],
      },
    ],
    relabel: [
      // A pod without an address is not there yet; one that is done has nothing to tell any more.
      { source_labels: ["__meta_kubernetes_pod_ip"], regex: "", action: "drop" },
      { source_labels: ["__meta_kubernetes_pod_phase"], regex: "Succeeded|Failed", action: "drop" },
      // The pod would be found once for each of its ports: the declared one it is, whatever the pod declares.
      { source_labels: ["__meta_kubernetes_pod_ip"], target_label: "__address__", replacement: `$1:${port}` },
      { source_labels: ["__meta_kubernetes_pod_name"], target_label: "instance" },
      {
        source_labels: [meta(everyNodeLabel), "__meta_kubernetes_pod_node_name"],
        regex: "true;(.+)",
        target_label: "instance",
      },
    ],
  };
}

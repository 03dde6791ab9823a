import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";
import { capacity } from "../kube-state-metrics/capacity";

export const origin = { system: "kubernetes", service: "kubelet" } as const;
export const gib = 2 ** 30;

const { namespaces, podsPerNode } = capacity;
const claim = {
  namespace: upTo(namespaces, "shop"),
  persistentvolumeclaim: upTo(podsPerNode, "data-ledger-0"),
};
const perClaim = { labels: claim, atMost: podsPerNode };
export const ledgerClaim = { namespace: "shop", persistentvolumeclaim: "data-ledger-0" } as const;

/** Names and labels: pkg/kubelet/metrics of Kubernetes 1.34. A volume without statistics (hostPath) has none of them. */
export const m = metricsOf(origin, ({ gauge, histogram }) => ({
  capacity: gauge("kubelet_volume_stats_capacity_bytes", {
    help: "Size of a volume.",
    unit: "bytes",
    ...perClaim,
  }),
  available: gauge("kubelet_volume_stats_available_bytes", {
    help: "Space left on a volume.",
    unit: "bytes",
    ...perClaim,
  }),
  inodes: gauge("kubelet_volume_stats_inodes", { help: "Inodes of a volume.", ...perClaim }),
  inodesFree: gauge("kubelet_volume_stats_inodes_free", { help: "Inodes left on a volume.", ...perClaim }),
  pods: gauge("kubelet_running_pods", { help: "Pods that run on the node." }),
  relist: histogram("kubelet_pleg_relist_duration_seconds", {
    help: "How long the kubelet takes to look at all its containers.",
    buckets: [0.1, 1, 5, 10],
  }),
  // Registered when the kubelet renews its certificate itself: cmd/kubelet/app/server.go.
  certificate: gauge("kubelet_certificate_manager_client_ttl_seconds", {
    help: "How long the certificate of the kubelet is valid.",
    unit: "seconds",
  }),
}));

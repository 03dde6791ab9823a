/** Parts of a cluster that some hide: managed ones show neither their control plane nor, here and there, their DNS. */
export const hideable = [
  "kubelet",
  "cadvisor",
  "kube-apiserver",
  "coredns",
  "etcd",
  "kube-scheduler",
  "kube-controller-manager",
] as const;
export type HideablePart = (typeof hideable)[number];

/** What a managed cluster usually shows. */
export const usuallyVisible: readonly HideablePart[] = ["kubelet", "cadvisor", "kube-apiserver", "coredns"];

const ofClusters: readonly string[] = [...hideable, "kube-state-metrics", "log-collector"];

/** Is it something that only a cluster has? */
export function isOfClusters(product: string): boolean {
  return ofClusters.includes(product);
}

/** Can it be had in a cluster that shows these parts? */
export function isVisible(product: string, visible: readonly HideablePart[]): boolean {
  return !hideable.some((part) => part === product) || visible.some((part) => part === product);
}

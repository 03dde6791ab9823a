/**
 * The largest cluster that one stack is declared for: it bounds the series of what looks at objects. Nodes and pods are
 * what size `standard` states (docs/operators-guide.md); a node holds 110 pods at most, the kubelet's own default.
 */
export const capacity = {
  nodes: 30,
  pods: 500,
  podsPerNode: 110,
  containersPerPod: 1.5,
  namespaces: 60,
  workloads: 200,
} as const;

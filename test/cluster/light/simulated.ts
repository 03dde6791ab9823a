import { keptAlive } from "../lab/light";

// What a cluster of several nodes has, but for the nodes.

/** Nodes of a usual size, each in a zone of its own. */
export const nodes = ["node-a", "node-b", "node-c"] as const;

const room = { cpu: "4", memory: "16Gi", pods: "110", "ephemeral-storage": "100Gi" };

function node(name: string) {
  const labels = {
    ...keptAlive,
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "topology.kubernetes.io/zone": `zone-of-${name}`,
  };
  return {
    ...{ apiVersion: "v1", kind: "Node", metadata: { name, labels } },
    status: { allocatable: room, capacity: room },
  };
}

const storageClassName = "simulated";
const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: storageClassName,
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "kubernetes.io/no-provisioner",
};

/** A volume that any node can take, as a cloud's disk within one zone cannot: what keeps copies apart is their spread alone. */
function volume(number: number) {
  const spec = {
    storageClassName,
    capacity: { storage: "100Gi" },
    accessModes: ["ReadWriteOnce"],
    hostPath: { path: "/nowhere" },
  };
  return { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: `volume-${number}` }, spec };
}

/** All of it as one list for kubectl. */
export const simulatedCluster = {
  apiVersion: "v1",
  kind: "List",
  items: [...nodes.map(node), storageClass, ...Array.from({ length: 40 }, (_, i) => volume(i))],
};

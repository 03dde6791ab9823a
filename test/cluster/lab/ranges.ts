/** Addresses of the test cluster; of no use outside this machine. */
export const addresses = {
  /** This machine's end of the wire; the registry listens here. */
  host: "10.214.0.1",
  node: "10.214.0.2",
  wire: "10.214.0.0/24",
  pods: "10.215.0.0/16",
  nodePods: "10.215.0.0/24",
  services: "10.216.0.0/16",
  apiService: "10.216.0.1",
  dns: "10.216.0.10",
} as const;

export const nodeName = "node1";

/** Name of the registry in image references; containerd is told where it is. */
export const registryHost = "registry.belfry.test";

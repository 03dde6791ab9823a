/** What the tests' own Kubernetes (test/cluster) is made of; no user of belfry needs it. Rows of the table of tools. */
import * as go from "./go-programs";
import type { Tool } from "./tool";
import { untried } from "./tool-parts";

const byHand = "install Go and allow access to a Go module proxy";

export const testCluster = {
  kubernetes: {
    required: ["hyperkube"],
    optional: [],
    versionArguments: ["kubectl", "version", "--client"],
    versionPattern: /^Client Version: v(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "1.34", below: "1.35", because: untried },
    go: go.kubernetesGo,
    byHand,
  },
  "cluster-addons": {
    required: ["coredns", "certificates", "network-policies", "pause", "local-path-provisioner"],
    optional: [],
    versionArguments: ["-version"],
    versionPattern: /^CoreDNS-(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "1.13", below: "2", because: untried },
    go: go.clusterAddonsGo,
    byHand,
  },
  kwok: {
    required: ["kwok"],
    optional: [],
    versionArguments: ["--version"],
    versionPattern: /^kwok version v?(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "0.8", below: "1", because: untried },
    go: go.kwokGo,
    byHand,
  },
  "object-store": {
    required: ["versitygw"],
    optional: [],
    versionArguments: ["--version"],
    versionPattern: /Version\s*:\s*v?(\d+\.\d+\.\d+)/,
    accepts: { atLeast: "1.8", below: "2", because: untried },
    go: go.objectStoreGo,
    byHand,
  },
  "container-runtime": {
    required: [
      ...(["containerd", "containerd-shim-runc-v2", "runc", "nft"] as const),
      // The network plugins lie on no PATH, so that all of it comes from the packages together.
      ...(["bridge", "host-local", "loopback"] as const),
    ],
    optional: [],
    versionArguments: ["--version"],
    versionPattern: /^containerd \S+ v?(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "1.6", below: "2", because: "2 has another configuration file" },
    deb: {
      packages: [
        ...["containerd", "runc", "libseccomp2", "containernetworking-plugins"],
        ...["nftables", "libnftables1", "libnftnl11", "libmnl0", "libxtables12", "libjansson4"],
        ...["libedit2", "libbsd0", "libmd0", "libgmp10"],
      ],
      programs: {
        containerd: "usr/bin/containerd",
        "containerd-shim-runc-v2": "usr/bin/containerd-shim-runc-v2",
        runc: "usr/sbin/runc",
        nft: "usr/sbin/nft",
        bridge: "usr/lib/cni/bridge",
        "host-local": "usr/lib/cni/host-local",
        loopback: "usr/lib/cni/loopback",
      },
    },
    byHand: "it is made of Debian packages: use a Debian or Ubuntu whose package archive can be reached",
  },
} as const satisfies Record<string, Tool>;

import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { ownEndpoint } from "./endpoint";
import { httpProbes } from "./probes";

export interface NodeExporterArgs {
  readonly platform: Platform;
}

const ports = { http: { number: 9100 } };
/** Where it answers on each machine that it watches. */
export const nodeExporterPorts: readonly number[] = [ports.http.number];

/** Tells how the host is: CPU, memory, disks, network. */
export class NodeExporter extends pulumi.ComponentResource implements Scraped {
  readonly endpoints: Endpoints;

  constructor(name: string, args: NodeExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:NodeExporter", name, {}, opts);
    const running = args.platform.run(workload(NodeExporter.place(args.platform, name)), this);
    // Where there may be one on each of many machines, Prometheus finds them.
    this.endpoints = args.platform.discovery?.findsHosts ? {} : ownEndpoint(running);
    this.registerOutputs({});
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports, { watchesHost: true });
  }
}

/** Each container has one end of a wire here, each of Docker's networks a bridge: some thirty series each, of no use to anybody. */
const wires = "^((veth|cali|lxc|azv|eni[0-9a-f]).*|br-[0-9a-f]{12}|[0-9a-f]{15})$";
/** What is mounted for a container or a pod is on a disk that is told of already, or in memory; the first four as by default. */
const mountsOfOthers = [
  ...["dev", "proc", "sys", "run/credentials/.+"],
  ...[
    "run/(docker/)?netns",
    "run/(k3s/)?containerd/.+",
    "var/lib/(docker|containerd|containers/storage|kubelet/pods)/.+",
  ],
].join("|");

function workload(at: Place): Workload {
  return {
    name: at.name,
    image: products["node-exporter"].image,
    program: { product: "node-exporter", binary: "node_exporter" },
    args: [
      `--web.listen-address=${at.listen("http")}`,
      `--path.procfs=${at.hostPath("/proc")}`,
      `--path.sysfs=${at.hostPath("/sys")}`,
      `--path.rootfs=${at.hostPath("/")}`,
      `--collector.netclass.ignored-devices=${wires}`,
      `--collector.netdev.device-exclude=${wires}`,
      `--collector.filesystem.mount-points-exclude=^/(${mountsOfOthers})($|/)`,
      "--log.format=json",
    ],
    ports,
    probes: httpProbes({ ready: "/", live: "/" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 32 }, limits: { cpuMillis: 250, memoryMib: 96 } },
    user: 65534,
    connectsTo: [],
    watchesHost: { folders: ["/", "/proc", "/sys"], sharesNetwork: true },
  };
}

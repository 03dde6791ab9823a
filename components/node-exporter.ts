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

import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Companion, Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import { httpProbes } from "./probes";

export interface ThanosQueryArgs {
  readonly platform: Platform;
  /** Where the copies of Prometheus are, each with a sidecar. */
  readonly prometheus: Place;
}

/** The label by which copies of Prometheus differ; it is gone before anybody sees a series or an alert. */
export const replicaLabel = "prometheus_replica";

const ports = { http: { number: 10_904 }, grpc: { number: 10_903 } };
const sidecar = "thanos-sidecar";

/** Ports of the program beside each copy of Prometheus. */
export const sidecarPorts: Workload["ports"] = {
  grpc: { number: 10_901, of: sidecar },
  sidecar: { number: 10_902, of: sidecar },
};

/** Answers for one copy of Prometheus what Thanos Query asks. */
export function thanosSidecar(prometheus: Place): Companion {
  return {
    name: sidecar,
    image: products.thanos.image,
    args: [
      "sidecar",
      `--prometheus.url=http://127.0.0.1:${prometheus.port("http")}`,
      `--grpc-address=${prometheus.listen("grpc")}`,
      `--http-address=${prometheus.listen("sidecar")}`,
      // It asks whether Prometheus is there as seldom as every half minute by itself, and answers nobody before.
      "--prometheus.get_config_interval=5s",
      // Without object storage it keeps nothing, and only answers.
      "--tsdb.path=/tmp",
      "--log.format=json",
    ],
    probes: httpProbes({ ready: "/-/ready", live: "/-/healthy", startSeconds: 300 }, "sidecar"),
    resources: { requests: { cpuMillis: 20, memoryMib: 64 }, limits: { cpuMillis: 500, memoryMib: 256 } },
  };
}

/** One answer from several copies of Prometheus: what one has missed comes from another. It speaks Prometheus' API. */
export class ThanosQuery extends pulumi.ComponentResource {
  readonly url: string;

  constructor(name: string, args: ThanosQueryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:ThanosQuery", name, {}, opts);
    const at = ThanosQuery.place(args.platform, name);
    args.platform.run(workload(at, args), this);
    this.url = at.url("http");
    this.registerOutputs({ url: this.url });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, { platform, prometheus }: ThanosQueryArgs): Workload {
  return {
    name: at.name,
    image: products.thanos.image,
    program: { product: "thanos", binary: "thanos" },
    args: thanosQueryArgs(at, prometheus),
    ports,
    replicas: platform.copies(at.name),
    probes: httpProbes({ ready: "/-/ready", live: "/-/healthy" }),
    resources: { requests: { cpuMillis: 100, memoryMib: 128 }, limits: { cpuMillis: 1000, memoryMib: 1024 } },
    user: 65534,
    connectsTo: [{ to: "dns" }, { to: "workload", name: prometheus.name, port: "grpc" }],
  };
}

/** What it is started with. */
export function thanosQueryArgs(at: Place, prometheus: Place): readonly string[] {
  return [
    "query",
    `--http-address=${at.listen("http")}`,
    `--grpc-address=${at.listen("grpc")}`,
    ...prometheus.addresses("grpc").map((address) => `--endpoint=${address}`),
    `--query.replica-label=${replicaLabel}`,
    "--log.format=json",
  ];
}

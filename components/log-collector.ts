import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Service } from "../declaration/service";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import { podLogsConfig } from "./collector/pod-logs";
import { httpProbes } from "./probes";

export interface LogCollectorArgs {
  readonly platform: Platform;
  readonly services: readonly Service[];
  /** Labels `environment` and `cluster`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly loki: Place;
}

const ports = { health: { number: 13133 }, metrics: { number: 8888 } };
const configFile = "/etc/otelcol/config.yaml";
const data = "/var/lib/otelcol";
const podLogs = "/var/log/pods";
const memoryMib = 256;
const storageMib = 512;

/** Reads what pods print, on every node. Prometheus finds it as it finds any service. */
export class LogCollector extends pulumi.ComponentResource {
  constructor(name: string, args: LogCollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:LogCollector", name, {}, opts);
    args.platform.run(workload(args.platform.place(name, ports, { watchesHost: true }), args), this);
    this.registerOutputs({});
  }
}

function workload(at: Place, { services, labels, loki }: LogCollectorArgs): Workload {
  const config = podLogsConfig(at, {
    name: at.name,
    services,
    place: labels,
    lokiUrl: loki.url("http"),
    folder: at.hostPath(podLogs),
    memoryMib,
    storageFolder: at.path(data),
    storageMib,
  });
  return {
    name: at.name,
    image: products.collector.image,
    program: { product: "collector", binary: "otelcol" },
    args: [`--config=${at.path(configFile)}`],
    ports,
    files: { [configFile]: stringify(config) },
    storage: { [data]: { sizeMib: storageMib } },
    probes: httpProbes({ ready: "/", live: "/" }, "health"),
    resources: { requests: { cpuMillis: 50, memoryMib: 96 }, limits: { cpuMillis: 500, memoryMib } },
    // The kubelet's files are root's, mode 0640; it has no capability of root.
    user: 0,
    connectsTo: [{ to: "dns" }, { to: "workload", name: loki.name, port: "http" }],
    watchesHost: { folders: [podLogs] },
  };
}

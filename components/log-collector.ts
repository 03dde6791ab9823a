import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../declaration/service";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { podLogsConfig } from "./collector/pod-logs";
import { collectorData, collectorWorkload } from "./collector/workload";

export interface LogCollectorArgs {
  readonly platform: Platform;
  readonly services: readonly Service[];
  /** Do simulators stand in for services? */
  readonly simulate: boolean;
  /** Labels `environment` and `cluster`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly loki: Place;
}

const ports = { health: { number: 13133 }, metrics: { number: 8888 } };
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

function workload(at: Place, { services, simulate, labels, loki }: LogCollectorArgs): Workload {
  const config = podLogsConfig(at, {
    name: at.name,
    services,
    simulate,
    place: labels,
    lokiUrl: loki.url("http"),
    folder: at.hostPath(podLogs),
    memoryMib,
    storageFolder: at.path(collectorData),
    storageMib,
  });
  return {
    ...collectorWorkload(at, config, storageMib),
    ports,
    resources: { requests: { cpuMillis: 50, memoryMib: 96 }, limits: { cpuMillis: 500, memoryMib } },
    // The kubelet's files are root's, mode 0640; it has no capability of root.
    user: 0,
    connectsTo: [{ to: "dns" }, { to: "workload", name: loki.name, port: "http" }],
    watchesHost: { folders: [podLogs] },
  };
}

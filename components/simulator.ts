import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../declaration/service";
import { simulatorName } from "../declaration/simulator-name";
import type { Place, Platform } from "../platforms/platform";
import type { Port, Workload } from "../platforms/workload";
import { ownImage } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { listenHost } from "./listen";
import { httpProbes } from "./probes";

export interface SimulatorArgs {
  readonly platform: Platform;
  /** The service that it stands in for. */
  readonly service: Service;
  /** Where it sends what it does not offer for scraping. */
  readonly collector: Place;
}

/** Stands in for a declared service: emits its telemetry the way it sends it, and its faults. */
export class Simulator extends pulumi.ComponentResource implements Scraped {
  readonly service: Service;
  readonly place: Place;
  /** Its API, by service id. */
  readonly api: Endpoints;
  /** Its metrics; empty where it sends them. */
  readonly endpoints: Endpoints;

  constructor(name: string, args: SimulatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Simulator", name, {}, opts);
    const at = args.platform.place(simulatorName(args.service.origin), ports(args.service));
    this.service = args.service;
    this.place = at;
    args.platform.run(simulatorWorkload(at, args), this);
    this.api = { [args.service.id]: at.url("http") };
    this.endpoints = args.service.delivery.by === "scrape" ? { [args.service.id]: at.address("http") } : {};
    this.registerOutputs({});
  }
}

/** Folder into which the simulated service writes its log files. */
export const logFolder = "/var/log/service";

function ports(service: Service): Record<string, Port> {
  const own = service.delivery.by === "scrape" ? service.delivery.port : 8080;
  return { http: { number: service.port ?? own }, control: { number: 9990 } };
}

/** What runs it. */
export function simulatorWorkload(
  at: Place,
  { service, collector }: Pick<SimulatorArgs, "service" | "collector">,
): Workload {
  // It has a folder where its service writes files, and somebody can read them; else it prints its lines.
  const writes = service.logs?.delivery.by === "files" && at.collectedPath(logFolder) !== undefined;
  return {
    name: at.name,
    image: ownImage,
    program: { product: "belfry", binary: "simulator" },
    args: [
      `--service=${service.id}`,
      `--port=${at.port("http")}`,
      `--control-port=${at.port("control")}`,
      `--host=${listenHost(at)}`,
      `--log-dir=${writes ? at.path(logFolder) : "-"}`,
      `--otlp=${collector.url("otlp-http")}`,
      `--jaeger-http=${collector.url("jaeger-http")}/api/traces`,
      `--jaeger-udp=${collector.address("jaeger-udp")}`,
      `--tcp=${collector.address("json-tcp")}`,
    ],
    ports: ports(service),
    storage: writes ? { [logFolder]: { sizeMib: 256 } } : {},
    // Its API may be down on purpose: the control port tells whether the simulator itself is well.
    probes: httpProbes({ ready: "/", live: "/" }, "control"),
    resources: { requests: { cpuMillis: 50, memoryMib: 96 }, limits: { cpuMillis: 500, memoryMib: 256 } },
    user: 65534,
    connectsTo: [
      { to: "dns" },
      { to: "workload", name: collector.name, port: "otlp-http" },
      { to: "workload", name: collector.name, port: "jaeger-http" },
      { to: "workload", name: collector.name, port: "jaeger-udp" },
      { to: "workload", name: collector.name, port: "json-tcp" },
    ],
  };
}

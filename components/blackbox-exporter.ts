import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Service } from "../declaration/service";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import { blackboxModules } from "./blackbox-modules";
import type { Endpoints, Scraped } from "./endpoint";
import { ownEndpoint } from "./endpoint";
import { httpProbes } from "./probes";

export interface BlackboxExporterArgs {
  readonly platform: Platform;
  readonly services: readonly Service[];
}

const ports = { http: { number: 9115 } };
const configFile = "/etc/blackbox/blackbox.yaml";

/** Asks the services' health endpoints from outside; made after them, since a closed network opens to it what is there. */
export class BlackboxExporter extends pulumi.ComponentResource implements Scraped {
  /** `host:port`; undefined where it does not run. */
  readonly address: string | undefined;
  readonly endpoints: Endpoints;

  constructor(name: string, args: BlackboxExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:BlackboxExporter", name, {}, opts);
    const running = args.platform.run(workload(BlackboxExporter.place(args.platform, name), args), this);
    this.address = running.available ? running.place.address("http") : undefined;
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({ address: this.address });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

/** Ports of the APIs whose health is asked. */
function apiPorts(services: readonly Service[]): readonly number[] {
  const asked = services.filter(({ health }) => health !== undefined);
  return [...new Set(asked.flatMap(({ port }) => port ?? []))].sort((a, b) => a - b);
}

function workload(at: Place, { services }: BlackboxExporterArgs): Workload {
  return {
    name: at.name,
    image: products["blackbox-exporter"].image,
    program: { product: "blackbox-exporter", binary: "blackbox_exporter" },
    args: [
      `--config.file=${at.path(configFile)}`,
      `--web.listen-address=${at.listen("http")}`,
      "--log.format=json",
    ],
    ports,
    files: { [configFile]: stringify(blackboxModules(services)) },
    reload: { files: [configFile], how: { by: "http", port: "http", path: "/-/reload" } },
    probes: httpProbes({ ready: "/-/healthy", live: "/-/healthy" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 32 }, limits: { cpuMillis: 200, memoryMib: 96 } },
    user: 65534,
    // It asks whatever is declared, wherever that is.
    connectsTo: [{ to: "dns" }, { to: "any-namespace", ports: apiPorts(services) }],
  };
}

import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { ownImage } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { ownEndpoint } from "./endpoint";
import { listenHost } from "./listen";
import { httpProbes } from "./probes";

export interface CanaryArgs {
  readonly platform: Platform;
  readonly collector: Place;
  readonly prometheus: Place;
  readonly loki: Place;
  readonly tempo: Place;
}

const ports = { http: { number: 9991 } };

/** Sends numbered telemetry through the collector, and looks for it where it is kept. */
export class Canary extends pulumi.ComponentResource implements Scraped {
  readonly endpoints: Endpoints;

  constructor(name: string, args: CanaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Canary", name, {}, opts);
    const running = args.platform.run(workload(Canary.place(args.platform, name), args), this);
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({});
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, { platform, collector, ...servers }: CanaryArgs): Workload {
  // A path ends where its server is not to be had: nobody is woken for that.
  const kept = [servers.prometheus, servers.loki, servers.tempo].filter(({ name }) => platform.offers(name));
  return {
    name: at.name,
    image: ownImage,
    program: { product: "belfry", binary: "canary" },
    args: [
      `--port=${at.port("http")}`,
      `--host=${listenHost(at)}`,
      `--otlp=${collector.url("otlp-http")}`,
      ...kept.map((server) => `--${server.name}=${server.url("http")}`),
    ],
    ports,
    probes: httpProbes({ ready: "/metrics", live: "/metrics" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 96 }, limits: { cpuMillis: 200, memoryMib: 192 } },
    user: 65534,
    connectsTo: [
      { to: "dns" },
      { to: "workload", name: collector.name, port: "otlp-http" },
      ...kept.map(({ name }) => ({ to: "workload", name, port: "http" }) as const),
    ],
  };
}

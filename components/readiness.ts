import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Connection, Workload } from "../platforms/workload";
import { ownImage } from "../toolchain/versions";
import type { App } from "./catalog";
import type { Endpoints, Scraped } from "./endpoint";
import { ownEndpoint } from "./endpoint";
import { listenHost } from "./listen";
import { httpProbes } from "./probes";

export interface ReadinessArgs {
  readonly platform: Platform;
  /** Services that the stack runs: they are tried where their neighbours reach them. */
  readonly apps: readonly App[];
  /** Where the public reaches services, by service id; these are tried the way that the public takes. */
  readonly publicUrls: Endpoints;
}

const ports = { http: { number: 9992 } };

/** Tries the production checklist from outside. */
export class Readiness extends pulumi.ComponentResource implements Scraped {
  readonly endpoints: Endpoints;

  constructor(name: string, args: ReadinessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Readiness", name, {}, opts);
    const running = args.platform.run(workload(Readiness.place(args.platform, name), args), this);
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({});
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, { apps, publicUrls }: ReadinessArgs): Workload {
  const inside = apps.flatMap(({ api }) => Object.entries(api));
  return {
    name: at.name,
    image: ownImage,
    program: { product: "belfry", binary: "readiness" },
    args: [
      `--port=${at.port("http")}`,
      `--host=${listenHost(at)}`,
      ...inside.map(([id, url]) => `--inside=${id}=${url}`),
      ...Object.entries(publicUrls).map(([id, url]) => `--public=${id}=${url}`),
    ],
    ports,
    probes: httpProbes({ ready: "/metrics", live: "/metrics" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 128 }, limits: { cpuMillis: 200, memoryMib: 256 } },
    user: 65534,
    connectsTo: [
      { to: "dns" },
      ...apps.map(({ place }) => ({ to: "workload", name: place.name, port: "http" }) as const),
      ...internet(Object.values(publicUrls)),
    ],
  };
}

function internet(urls: readonly string[]): readonly Connection[] {
  const ports = urls
    .map((url) => new URL(url))
    .map(({ port, protocol }) => Number(port) || (protocol === "https:" ? 443 : 80));
  return ports.length > 0 ? [{ to: "internet", ports: [...new Set(ports)].sort((a, b) => a - b) }] : [];
}

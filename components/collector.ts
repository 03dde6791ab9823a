import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../declaration/service";
import type { Place, Platform } from "../platforms/platform";
import type { Port, Workload } from "../platforms/workload";
import { collectorConfig } from "./collector/config";
import type { LogFiles } from "./collector/log-receivers";
import { type PushTokens, pushPort, pushSecrets } from "./collector/push";
import { collectorData, collectorWorkload } from "./collector/workload";
import type { Endpoints, Scraped } from "./endpoint";
import { ownEndpoint } from "./endpoint";

export interface CollectorArgs {
  readonly platform: Platform;
  readonly services: readonly Service[];
  /** Files to read lines from, where the platform has any. */
  readonly files: readonly LogFiles[];
  /** Labels `environment` and `cluster`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly prometheus: Place;
  readonly loki: Place;
  readonly tempo: Place;
  /** Of systems that send from outside of the cluster. @default nothing is taken from there */
  readonly push?: PushTokens;
}

/** What senders know by heart is fixed; the rest is the collector's own. */
const ports: Record<string, Port> = {
  "otlp-grpc": { number: 4317, fixed: true },
  "otlp-http": { number: 4318, fixed: true },
  "jaeger-http": { number: 14268, fixed: true },
  "jaeger-udp": { number: 6831, protocol: "udp", fixed: true },
  zipkin: { number: 9411, fixed: true },
  "json-tcp": { number: 5000, fixed: true },
  health: { number: 13133 },
  metrics: { number: 8888 },
};

const memoryMib = 512;
const storageMib = 2048;

/** Takes in what services send, in every protocol that they speak, and hands it on without losing it. */
export class Collector extends pulumi.ComponentResource implements Scraped {
  readonly endpoints: Endpoints;

  constructor(name: string, args: CollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Collector", name, {}, opts);
    const running = args.platform.run(workload(Collector.place(args.platform, name), args), this);
    this.endpoints = ownEndpoint(running, "metrics");
    this.registerOutputs({ otlp: running.place.url("otlp-http") });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, { ...ports, ...pushPort });
  }
}

function workload(at: Place, args: CollectorArgs): Workload {
  const pushing = Object.keys(args.push ?? {});
  const copies = args.platform.copies(at.name);
  const config = collectorConfig(at, {
    services: args.services,
    files: args.files,
    pushing,
    place: args.labels,
    prometheusUrls: args.prometheus.addresses("http").map((address) => `http://${address}`),
    lokiUrl: args.loki.url("http"),
    tempoAddresses: args.tempo.addresses("otlp"),
    memoryMib,
    storageFolder: at.path(collectorData),
    storageMib,
  });
  return {
    ...collectorWorkload(at, config, storageMib),
    ports: pushing.length > 0 ? { ...ports, ...pushPort } : ports,
    ...(copies > 1 ? { replicas: copies, named: true } : {}),
    ...pushSecrets(args.push ?? {}),
    resources: { requests: { cpuMillis: 100, memoryMib: 192 }, limits: { cpuMillis: 1000, memoryMib } },
    user: 10001,
    collects: args.files.flatMap(({ from }) => from ?? []),
    connectsTo: [
      { to: "dns" },
      { to: "workload", name: args.prometheus.name, port: "http" },
      { to: "workload", name: args.loki.name, port: "http" },
      { to: "workload", name: args.tempo.name, port: "otlp" },
    ],
  };
}

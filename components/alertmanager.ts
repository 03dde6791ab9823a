import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Connection, SecretReference, Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { openedAt, ownEndpoint } from "./endpoint";
import { httpProbes } from "./probes";

export interface AlertmanagerArgs {
  readonly platform: Platform;
  /** Configuration that `alerts/` made, as YAML. */
  readonly config: string;
  /** Secret files that the configuration names, by container path. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Those that the cluster keeps. @default none */
  readonly keptSecrets?: Readonly<Record<string, SecretReference>>;
  /** Whom it delivers to. */
  readonly delivers: readonly Connection[];
}

const ports: Workload["ports"] = { http: { number: 9093, opened: true } };
/** By which copies tell each other what they have sent. */
const gossip: Workload["ports"] = {
  gossip: { number: 9094 },
  "gossip-udp": { number: 9094, protocol: "udp" },
};
const configFile = "/etc/alertmanager/alertmanager.yml";
const data = "/alertmanager";

/** Groups, silences, inhibits and delivers alerts. */
export class Alertmanager extends pulumi.ComponentResource implements Scraped {
  readonly url: string;
  readonly endpoints: Endpoints;

  constructor(name: string, args: AlertmanagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Alertmanager", name, {}, opts);
    const running = args.platform.run(workload(Alertmanager.place(args.platform, name), args), this);
    this.url = running.place.url("http");
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({ url: this.url });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, platform.copies(name) > 1 ? { ...ports, ...gossip } : ports);
  }
}

/** One copy needs no gossip; an empty address turns its port off. */
export function gossipArgs(at: Place, copies: number): readonly string[] {
  if (copies === 1) return ["--cluster.listen-address="];
  const number = at.port("gossip");
  return [
    `--cluster.listen-address=${at.listen("gossip")}`,
    `--cluster.advertise-address=$(POD_IP):${number}`,
    `--cluster.peer=${at.peers}:${number}`,
  ];
}

/** What several copies have besides. */
function several(copies: number): Partial<Workload> {
  return copies === 1 ? {} : { ports: { ...ports, ...gossip }, replicas: copies, named: true };
}

function workload(at: Place, args: AlertmanagerArgs): Workload {
  const { platform, config, secrets, keptSecrets, delivers } = args;
  const copies = platform.copies(at.name);
  const peers = copies > 1 ? Object.keys(gossip) : [];
  return {
    name: at.name,
    image: products.alertmanager.image,
    program: { product: "alertmanager", binary: "alertmanager" },
    args: [
      `--config.file=${at.path(configFile)}`,
      `--storage.path=${at.path(data)}`,
      `--web.listen-address=${at.listen("http")}`,
      // Links in messages lead here: the default is the host's name, on which nothing need listen.
      `--web.external-url=${openedAt(at)}`,
      // Silences and the notification log reach the disk this often: what a crash may lose (design.md).
      "--data.maintenance-interval=30s",
      // Which receiver does not get its messages: without it only the kind of receiver is told.
      "--enable-feature=receiver-name-in-metrics",
      ...gossipArgs(at, copies),
      "--log.format=json",
    ],
    ports,
    ...several(copies),
    files: { [configFile]: config },
    reload: { files: [configFile], how: { by: "http", port: "http", path: "/-/reload" } },
    secrets,
    ...(keptSecrets && { keptSecrets }),
    storage: { [data]: { sizeMib: 256 } },
    probes: httpProbes({ ready: "/-/ready", live: "/-/healthy" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 64 }, limits: { cpuMillis: 500, memoryMib: 192 } },
    user: 65534,
    connectsTo: [
      { to: "dns" },
      ...delivers,
      ...peers.map((port) => ({ to: "workload", name: at.name, port }) as const),
    ],
  };
}

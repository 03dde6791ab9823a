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

const ports = { http: { number: 9093, opened: true } };
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
    return platform.place(name, ports);
  }
}

function workload(at: Place, { config, secrets, keptSecrets, delivers }: AlertmanagerArgs): Workload {
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
      // One instance needs no gossip; an empty address turns its port off.
      "--cluster.listen-address=",
      "--log.format=json",
    ],
    ports,
    files: { [configFile]: config },
    reload: { files: [configFile], how: { by: "http", port: "http", path: "/-/reload" } },
    secrets,
    ...(keptSecrets && { keptSecrets }),
    storage: { [data]: { sizeMib: 256 } },
    probes: httpProbes({ ready: "/-/ready", live: "/-/healthy" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 64 }, limits: { cpuMillis: 500, memoryMib: 192 } },
    user: 65534,
    connectsTo: [{ to: "dns" }, ...delivers],
  };
}

import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import { mostFields } from "./collector/log-statements";
import type { Endpoints, Scraped } from "./endpoint";
import { ownEndpoint } from "./endpoint";
import { splitListen } from "./listen";
import type { Bucket } from "./loki-storage";
import * as shared from "./loki-storage";
import { httpProbes } from "./probes";
import type { StorageSize } from "./storage-size";

export interface LokiArgs {
  readonly platform: Platform;
  /** Where its ruler sends alerts. */
  readonly alertmanager: Place;
  /** Where its ruler writes which alerts fire. */
  readonly prometheus: Place;
  /** Rules that `alerts/` made, by file name. */
  readonly rules: Readonly<Record<string, string>>;
  /** Labels that every alert of the ruler gets. */
  readonly labels: Readonly<Record<string, string>>;
  /** How long lines are kept. */
  readonly retentionDays: number;
  readonly size: StorageSize;
  /** Megabytes a second that it takes in at most. */
  readonly ingestionMegabytes: number;
  /** Where it keeps lines; several copies need one. @default files on its volume */
  readonly bucket?: Bucket | undefined;
}

const ports: Workload["ports"] = { http: { number: 3100 }, grpc: { number: 9095 } };
const configFile = "/etc/loki/loki.yaml";
const rulesFolder = "/etc/loki/rules";
const data = "/loki";
/** The tenant of a Loki without tenants. */
const tenant = "fake";

/** Keeps log lines, and evaluates the alerts over them. */
export class Loki extends pulumi.ComponentResource implements Scraped {
  readonly url: string;
  readonly endpoints: Endpoints;

  constructor(name: string, args: LokiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Loki", name, {}, opts);
    const running = args.platform.run(workload(Loki.place(args.platform, name), args), this);
    this.url = running.place.url("http");
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({ url: this.url });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, portsOf(platform.copies(name)));
  }
}

function portsOf(copies: number): Workload["ports"] {
  return copies > 1 ? { ...ports, ...shared.gossipPort } : ports;
}

function workload(at: Place, args: LokiArgs): Workload {
  // Loki makes the folder if it is missing, and must not: it is read-only. So there is always a file in it.
  const given = Object.keys(args.rules).length > 0 ? args.rules : { "none.yaml": "groups: []\n" };
  const rules = Object.entries(given).map(([file, text]) => [`${rulesFolder}/${tenant}/${file}`, text]);
  const ruleFiles: Record<string, string> = Object.fromEntries(rules);
  const copies = args.platform.copies(at.name);
  const peers = copies > 1 ? ["grpc", "gossip"] : [];
  return {
    name: at.name,
    image: products.loki.image,
    program: { product: "loki", binary: "loki" },
    args: [
      `-config.file=${at.path(configFile)}`,
      "-log.format=json",
      ...(copies > 1 ? ["-config.expand-env=true"] : []),
    ],
    ports: portsOf(copies),
    ...(copies > 1 ? { replicas: copies, named: true } : {}),
    ...shared.bucketParts(at, args.bucket),
    files: { [configFile]: stringify(lokiConfig(at, args)), ...ruleFiles },
    // The ruler reads its folder at every poll.
    reload: { files: Object.keys(ruleFiles), how: { by: "itself" } },
    storage: { [data]: { sizeMib: args.size.volumeMib } },
    // An ingester calls itself ready 15 s after it joined the ring.
    probes: httpProbes({ ready: "/ready", live: "/metrics", startSeconds: 120 }),
    resources: {
      requests: { cpuMillis: 100, memoryMib: args.size.memoryRequestMib },
      limits: { cpuMillis: 1000, memoryMib: args.size.memoryLimitMib },
    },
    user: 10001,
    connectsTo: [
      { to: "dns" },
      { to: "workload", name: args.alertmanager.name, port: "http" },
      { to: "workload", name: args.prometheus.name, port: "http" },
      ...peers.map((port) => ({ to: "workload", name: at.name, port }) as const),
      ...shared.bucketConnections(args.bucket),
    ],
  };
}

/** Labels of a stream: few values each. Everything else of a resource is structured metadata. */
const indexed = ["system", "service", "environment", "cluster", "level"];

/** Loki's configuration as data: every copy does everything; tsdb schema v13 (its date is frozen). */
export function lokiConfig(at: Place, args: Omit<LokiArgs, "platform" | "size">): Record<string, unknown> {
  const folder = at.path(data);
  const http = splitListen(at.listen("http"));
  const grpc = splitListen(at.listen("grpc"));
  const { length: copies } = at.addresses("http");
  const { address, store } = shared.ringOf(at);
  const kept = shared.storeOf(folder, args.bucket);
  return {
    auth_enabled: false,
    server: {
      http_listen_address: http.host,
      http_listen_port: http.port,
      grpc_listen_address: grpc.host,
      grpc_listen_port: grpc.port,
      log_level: "info",
      grpc_server_max_recv_msg_size: 16_777_216,
      grpc_server_max_send_msg_size: 16_777_216,
    },
    common: {
      instance_addr: address,
      path_prefix: folder,
      replication_factor: copies,
      ring: { kvstore: { store } },
      storage: kept.storage,
    },
    ...shared.gossipOf(at),
    schema_config: {
      configs: [
        {
          from: "2024-04-01",
          store: "tsdb",
          object_store: kept.name,
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    ingester: {
      wal: { enabled: true, flush_on_shutdown: true },
      // One copy has nobody to wait for.
      ...(copies === 1 && { lifecycler: { min_ready_duration: "0s", join_after: "0s" } }),
    },
    limits_config: lokiLimits(args),
    compactor: { retention_enabled: true, delete_request_store: kept.name },
    ruler: {
      storage: { type: "local", local: { directory: at.path(rulesFolder) } },
      rule_path: `${folder}/rules-scratch`,
      alertmanager_url: urlsOf(args.alertmanager).join(","),
      enable_alertmanager_v2: true,
      enable_api: true,
      external_labels: args.labels,
      evaluation_interval: "15s",
      poll_interval: "10s",
      ring: { kvstore: { store } },
      // Else each copy would evaluate every rule.
      ...(copies > 1 && { enable_sharding: true }),
      // So that alerts over logs are seen as ALERTS beside those over metrics, on dashboards and in reports.
      remote_write: {
        enabled: true,
        clients: Object.fromEntries(
          urlsOf(args.prometheus).map((url, copy) => [
            copy === 0 ? "prometheus" : `prometheus-${copy}`,
            { url: `${url}/api/v1/write` },
          ]),
        ),
      },
      wal: { dir: `${folder}/ruler-wal` },
    },
    analytics: { reporting_enabled: false },
  };
}

/** Of each copy. */
function urlsOf(place: Place): readonly string[] {
  return place.addresses("http").map((address) => `http://${address}`);
}

function lokiLimits({
  retentionDays,
  ingestionMegabytes,
}: Pick<LokiArgs, "retentionDays" | "ingestionMegabytes">): Record<string, unknown> {
  return {
    // A burst holds what one push brings; a single stream never takes all of it.
    ingestion_rate_mb: ingestionMegabytes,
    ingestion_burst_size_mb: 2 * ingestionMegabytes,
    per_stream_rate_limit: `${(ingestionMegabytes * 3) / 4}MB`,
    per_stream_rate_limit_burst: `${2 * ingestionMegabytes}MB`,
    retention_period: `${retentionDays * 24}h`,
    allow_structured_metadata: true,
    discover_log_levels: false,
    // A sender whose clock is off, or a collector that was away, may be this late.
    reject_old_samples: true,
    reject_old_samples_max_age: "168h",
    // A line of the collector's longest size may have all of it in one field (a stack trace): the defaults would
    // refuse the line, and with it the collector counts its whole batch as lost.
    max_line_size: "256KB",
    max_line_size_truncate: true,
    max_structured_metadata_size: "512KB",
    max_structured_metadata_entries_count: 2 * mostFields,
    max_query_series: 5000,
    volume_enabled: true,
    otlp_config: {
      resource_attributes: {
        ignore_defaults: true,
        attributes_config: [{ action: "index_label", attributes: indexed }],
      },
    },
  };
}

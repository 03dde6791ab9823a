import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { ownEndpoint } from "./endpoint";
import { splitListen } from "./listen";
import { httpProbes } from "./probes";
import type { StorageSize } from "./storage-size";

export interface TempoArgs {
  readonly platform: Platform;
  /** How long traces are kept. */
  readonly retentionDays: number;
  readonly size: StorageSize;
  /** Beyond it spans are refused, and wait in the collector's queue. */
  readonly intake: {
    readonly bytesPerSecond: number;
    readonly burstBytes: number;
    /** That wait for spans at one time; what comes beyond is lost. */
    readonly traces: number;
  };
}

const ports = { http: { number: 3200 }, grpc: { number: 9096 }, otlp: { number: 4317 } };
const configFile = "/etc/tempo/tempo.yaml";
const data = "/var/tempo";

/** Keeps traces; several copies get every trace each. */
export class Tempo extends pulumi.ComponentResource implements Scraped {
  readonly url: string;
  readonly endpoints: Endpoints;

  constructor(name: string, args: TempoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Tempo", name, {}, opts);
    const running = args.platform.run(workload(Tempo.place(args.platform, name), args), this);
    this.url = running.place.url("http");
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({ url: this.url });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, args: TempoArgs): Workload {
  const copies = args.platform.copies(at.name);
  return {
    name: at.name,
    image: products.tempo.image,
    program: { product: "tempo", binary: "tempo" },
    args: [`-config.file=${at.path(configFile)}`],
    ports,
    ...(copies > 1 ? { replicas: copies, named: true } : {}),
    files: { [configFile]: stringify(tempoConfig(at, args)) },
    storage: { [data]: { sizeMib: args.size.volumeMib } },
    probes: httpProbes({ ready: "/ready", live: "/metrics", startSeconds: 120 }),
    resources: {
      requests: { cpuMillis: 100, memoryMib: args.size.memoryRequestMib },
      limits: { cpuMillis: 1000, memoryMib: args.size.memoryLimitMib },
    },
    user: 10001,
    connectsTo: [{ to: "dns" }],
  };
}

/** Tempo's configuration (that of 3.0) as data: one process, blocks on disk. */
export function tempoConfig(
  at: Place,
  args: Pick<TempoArgs, "retentionDays" | "intake">,
): Record<string, unknown> {
  const folder = at.path(data);
  const http = splitListen(at.listen("http"));
  const grpc = splitListen(at.listen("grpc"));
  return {
    server: {
      http_listen_address: http.host,
      http_listen_port: http.port,
      grpc_listen_address: grpc.host,
      grpc_listen_port: grpc.port,
      log_format: "json",
    },
    distributor: {
      receivers: { otlp: { protocols: { grpc: { endpoint: at.listen("otlp") } } } },
      // Without it a sender takes a refusal for good, and throws the spans away.
      retry_after_on_resource_exhausted: "5s",
    },
    // It acknowledges from memory: a crash loses spans of the last idle + flush period, so both are short.
    live_store: {
      flush_check_period: "2s",
      max_trace_idle: "2s",
      max_trace_live: "10s",
      wal: { path: `${folder}/live-store/traces` },
      shutdown_marker_dir: `${folder}/live-store/shutdown-marker`,
    },
    // A stop would wait half a minute for a compaction that the next start does anyway.
    backend_worker: { finish_on_shutdown_timeout: "2s" },
    backend_scheduler: { local_work_path: `${folder}/scheduler` },
    overrides: {
      defaults: {
        ingestion: {
          rate_limit_bytes: args.intake.bytesPerSecond,
          burst_size_bytes: args.intake.burstBytes,
          max_traces_per_user: args.intake.traces,
        },
        compaction: { block_retention: `${args.retentionDays * 24}h` },
      },
    },
    storage: {
      trace: { backend: "local", wal: { path: `${folder}/wal` }, local: { path: `${folder}/blocks` } },
    },
    usage_report: { reporting_enabled: false },
  };
}

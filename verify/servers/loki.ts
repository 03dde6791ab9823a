import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Labels } from "../series/series";
import type { LogEvent } from "../series/telemetry";
import type { Server } from "./server";
import { ask, freePort, startServer } from "./server";

/** A Loki that takes all that comes; each scenario is a tenant of its own. It finds only what is younger than 3 h. */
function configuration(folder: string, http: number, grpc: number): unknown {
  return {
    auth_enabled: true,
    server: {
      http_listen_address: "127.0.0.1",
      http_listen_port: http,
      grpc_listen_address: "127.0.0.1",
      grpc_listen_port: grpc,
      log_level: "error",
    },
    common: {
      instance_addr: "127.0.0.1",
      path_prefix: folder,
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
      storage: { filesystem: { chunks_directory: `${folder}/chunks`, rules_directory: `${folder}/rules` } },
    },
    schema_config: {
      configs: [
        {
          from: "2024-01-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    ingester: { wal: { enabled: false }, lifecycler: { min_ready_duration: "0s", join_after: "0s" } },
    query_range: { cache_results: false },
    limits_config: {
      reject_old_samples: false,
      allow_structured_metadata: true,
      discover_log_levels: false,
      discover_service_name: [],
      ingestion_rate_mb: 1000,
      ingestion_burst_size_mb: 1000,
      per_stream_rate_limit: "1GB",
      per_stream_rate_limit_burst: "1GB",
      max_query_series: 100_000,
      split_queries_by_interval: "24h",
      max_query_length: "0s",
      volume_enabled: false,
    },
    analytics: { reporting_enabled: false },
  };
}

export async function startLoki(program: string, folder: string): Promise<Server> {
  const port = await freePort();
  await mkdir(folder, { recursive: true });
  const file = join(folder, "loki.yaml");
  await writeFile(file, stringify(configuration(folder, port, await freePort())));
  const url = `http://127.0.0.1:${port}`;
  return startServer(program, [`-config.file=${file}`], { url, ready: "/ready" });
}

/** Fields as the collector hands them over: texts, under names that Loki's queries can say. */
function metadata({ fields, logs }: LogEvent): Labels {
  const all = { ...logs.constant, ...fields };
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [key.replace(/[^A-Za-z0-9_]/g, "_"), String(value)]),
  );
}

/** The batch that Loki's push interface takes: a stream for each level. */
export function pushBody(events: readonly LogEvent[], place: Labels): string {
  const streams = new Map<string, { stream: Labels; values: unknown[] }>();
  for (const event of events) {
    const { origin } = event.logs;
    const key = `${origin.system}/${origin.service}/${event.level}`;
    const stream = streams.get(key) ?? { stream: { ...origin, ...place, level: event.level }, values: [] };
    streams.set(key, stream);
    stream.values.push([`${event.time.getTime()}000000`, event.message, metadata(event)]);
  }
  return JSON.stringify({ streams: [...streams.values()] });
}

const linesPerPush = 5_000;

/** Hands lines over to a tenant, oldest first. */
export async function pushLines(
  loki: Server,
  tenant: string,
  events: readonly LogEvent[],
  place: Labels,
): Promise<void> {
  const sorted = events.toSorted((a, b) => a.time.getTime() - b.time.getTime());
  for (let i = 0; i < sorted.length; i += linesPerPush) {
    await ask(`${loki.url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-scope-orgid": tenant },
      body: pushBody(sorted.slice(i, i + linesPerPush), place),
    });
  }
}

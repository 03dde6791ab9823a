import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "redis" } as const;

const command = { cmd: upTo(40, "get", "set", "info") };

export const m = metricsOf(origin, ({ counter, gauge }) => ({
  up: gauge("redis_up", { help: "Whether the exporter reaches Redis.", unit: "boolean" }),
  memoryUsed: gauge("redis_memory_used_bytes", { help: "Memory in use.", unit: "bytes" }),
  memoryMax: gauge("redis_memory_max_bytes", { help: "Memory allowed; 0 is no limit.", unit: "bytes" }),
  clients: gauge("redis_connected_clients", { help: "Connected clients." }),
  maxClients: gauge("redis_config_maxclients", { help: "Clients that Redis allows." }),
  commands: counter("redis_commands_total", { help: "Commands served.", labels: command }),
  failedCommands: counter("redis_commands_failed_calls_total", {
    help: "Commands that failed.",
    labels: command,
  }),
  commandSeconds: counter("redis_commands_duration_seconds_total", {
    help: "Time spent on commands.",
    unit: "seconds",
    labels: command,
  }),
  hits: counter("redis_keyspace_hits_total", { help: "Keys that were found." }),
  misses: counter("redis_keyspace_misses_total", { help: "Keys that were not found." }),
  evicted: counter("redis_evicted_keys_total", { help: "Keys dropped to make room." }),
  rejected: counter("redis_rejected_connections_total", { help: "Connections refused." }),
  aofRewritten: gauge("redis_aof_last_bgrewrite_status", {
    help: "Whether the append-only file was last rewritten with success.",
    unit: "boolean",
  }),
  aofWritten: gauge("redis_aof_last_write_status", {
    help: "Whether the last write to the append-only file succeeded.",
    unit: "boolean",
  }),
}));

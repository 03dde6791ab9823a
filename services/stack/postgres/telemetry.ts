import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "postgres" } as const;

const database = { datname: upTo(10, "grafana", "postgres") };
const counted = { datid: upTo(10, "5"), ...database };
const modes = [
  "accessexclusivelock",
  "accesssharelock",
  "exclusivelock",
  "rowexclusivelock",
  "rowsharelock",
  "sharelock",
  "sharerowexclusivelock",
  "shareupdateexclusivelock",
  "sireadlock",
] as const;

export const m = metricsOf(origin, ({ counter, gauge }) => ({
  up: gauge("pg_up", { help: "Whether the exporter reaches PostgreSQL.", unit: "boolean" }),
  maxConnections: gauge("pg_settings_max_connections", {
    help: "Connections that PostgreSQL allows.",
    labels: { server: upTo(1, "postgres:5432") },
  }),
  connections: gauge("pg_stat_database_numbackends", { help: "Open connections.", labels: counted }),
  commits: counter("pg_stat_database_xact_commit", { help: "Transactions committed.", labels: counted }),
  rollbacks: counter("pg_stat_database_xact_rollback", {
    help: "Transactions rolled back.",
    labels: counted,
  }),
  deadlocks: counter("pg_stat_database_deadlocks", { help: "Deadlocks.", labels: counted }),
  blocksHit: counter("pg_stat_database_blks_hit", { help: "Blocks found in memory.", labels: counted }),
  blocksRead: counter("pg_stat_database_blks_read", { help: "Blocks read from disk.", labels: counted }),
  locks: gauge("pg_locks_count", { help: "Locks held.", labels: { ...database, mode: modes } }),
  size: gauge("pg_database_size_bytes", { help: "Size of the database.", unit: "bytes", labels: database }),
  longestTransaction: gauge("pg_stat_activity_max_tx_duration", {
    help: "Age of the oldest transaction in each state.",
    unit: "seconds",
    labels: {
      ...database,
      server: upTo(1, "postgres:5432"),
      state: upTo(7, "active", "idle in transaction", "idle"),
      usename: upTo(10, "grafana"),
      application_name: upTo(10, "grafana"),
      backend_type: upTo(15, "client backend"),
      wait_event: upTo(200, "ClientRead"),
      wait_event_type: upTo(10, "Client"),
    },
    atMost: 120,
  }),
  isReplica: gauge("pg_replication_is_replica", { help: "Whether it follows another.", unit: "boolean" }),
  replicationLag: gauge("pg_replication_lag_seconds", {
    help: "By how much a replica is behind.",
    unit: "seconds",
  }),
  archiveFailures: counter("pg_stat_archiver_failed_count", {
    help: "Pieces of the write-ahead log that could not be archived.",
  }),
  scrapeError: gauge("pg_exporter_last_scrape_error", {
    help: "Whether the exporter's last questions to PostgreSQL failed.",
    unit: "boolean",
  }),
  wal: gauge("pg_wal_size_bytes", { help: "Size of the write-ahead log.", unit: "bytes" }),
}));

/** What stands for all databases and sessions in the proof. */
export const grafanaDatabase = { datid: "5", datname: "grafana" };
export const grafanaSession = {
  datname: "grafana",
  server: "postgres:5432",
  usename: "grafana",
  application_name: "grafana",
  backend_type: "client backend",
  wait_event: "ClientRead",
  wait_event_type: "Client",
};

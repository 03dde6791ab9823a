import { holdConditions } from "./conditions";

holdConditions("postgres", [
  ["PostgresDown", "critical", "1m", ["databaseGone"], "pg_up{…} == 0"],
  [
    "ConnectionsAlmostExhausted",
    "warning",
    "5m",
    ["connectionsExhausted"],
    "(sum by (instance) (pg_stat_database_numbackends{…}) / max by (instance) (pg_settings_max_connections{…})) > 0.8",
  ],
  [
    "ExporterFailing",
    "warning",
    "10m",
    ["questionsRefused"],
    "(pg_exporter_last_scrape_error{…} == 1) and (pg_up{…} == 1)",
  ],
  [
    "Deadlocks",
    "warning",
    "5m",
    ["deadlocks"],
    "sum by (datname) (rate(pg_stat_database_deadlocks{…}[5m])) > 0",
  ],
  [
    "TransactionTooLong",
    "warning",
    "5m",
    ["longTransaction"],
    'max by (datname, usename, state) (pg_stat_activity_max_tx_duration{…, state=~"active|idle in transaction.*"}) > 1800',
  ],
  [
    "TableLocked",
    "warning",
    "5m",
    ["tableLocked"],
    'sum by (datname) (pg_locks_count{…, mode="accessexclusivelock"}) > 0',
  ],
  [
    "ReplicaBehind",
    "warning",
    "5m",
    ["replicaBehind"],
    "(pg_replication_lag_seconds{…} > 60) and (pg_replication_is_replica{…} == 1)",
  ],
  [
    "ArchiveFailing",
    "critical",
    "5m",
    ["archiveRefuses"],
    "sum (rate(pg_stat_archiver_failed_count{…}[10m])) > 0",
  ],
  [
    "WriteAheadLogGrows",
    "warning",
    "10m",
    ["logGrows"],
    "max by (instance) (pg_wal_size_bytes{…}) > 2147483648",
  ],
]);

import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, set } from "../../declaration/emission";
import { down, fault, sends, stuck } from "../../declaration/fault";
import { value } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "postgres" } as const;

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

const m = metricsOf(origin, ({ counter, gauge }) => ({
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
  wal: gauge("pg_wal_size_bytes", { help: "Size of the write-ahead log.", unit: "bytes" }),
}));

const grafanaDatabase = { datid: "5", datname: "grafana" };

const used = value(m.connections).sum("instance").dividedBy(value(m.maxConnections).max("instance"), "ratio");

export const postgres = defineService({
  origin,
  description: "PostgreSQL, which keeps Grafana's state; watched through its exporter.",
  owner: operators,
  importance: "normal",
  version: "18.4",
  // Those of the exporter: PostgreSQL itself has no metrics endpoint.
  port: 9187,
  metrics: m,
  delivery: { by: "scrape", port: 9187, path: "/metrics" },
  red: { requests: [m.commits, m.rollbacks], errors: [m.rollbacks], by: ["datname"] },
  behaviour: serving(() => [
    set(m.up, {}, 1),
    set(m.maxConnections, { server: "postgres:5432" }, 100),
    set(m.connections, grafanaDatabase, 8),
    count(m.commits, grafanaDatabase, 30),
    count(m.rollbacks, grafanaDatabase, 1),
    count(m.deadlocks, grafanaDatabase, 0),
    count(m.blocksHit, grafanaDatabase, 900),
    count(m.blocksRead, grafanaDatabase, 10),
    set(m.locks, { datname: "grafana", mode: "accesssharelock" }, 3),
    set(m.size, { datname: "grafana" }, 30 * 2 ** 20),
    set(m.wal, {}, 64 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    databaseGone: fault("PostgreSQL does not answer its exporter", stuck(m.up, 0)),
    connectionsExhausted: fault(
      "clients do not give connections back",
      sends(() => [
        set(m.maxConnections, { server: "postgres:5432" }, 100),
        set(m.connections, grafanaDatabase, 95),
      ]),
    ),
  },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "None by itself: the exporter is gone, so that nobody sees how PostgreSQL is.",
      mitigation: "Check that its password file can be read.",
    }),
    alert("PostgresDown", {
      when: value(m.up).equals(0),
      hold: "1m",
      severity: "critical",
      summary: () => "PostgreSQL does not answer",
      description: (f) => `The exporter has not reached PostgreSQL for ${f.hold}.`,
      runbook: {
        meaning: "The exporter runs, but PostgreSQL refuses it or is gone.",
        impact: "Grafana shows nothing and nobody can log in; alerts still arrive.",
        diagnosis: [
          "Does the process run? Read its last lines.",
          "Is its disk full?",
          "Are all connections in use, so that the exporter gets none?",
        ],
        mitigation: [
          "Restart it; it recovers from its log by itself.",
          "Make room on its disk first if full.",
        ],
      },
      firesUnder: ["databaseGone"],
    }),
    alert("ConnectionsAlmostExhausted", {
      when: used.above(0.8),
      hold: "5m",
      severity: "warning",
      summary: (f) => `${f.value} of PostgreSQL's connections are in use`,
      description: (f) => `More than ${f.threshold} of the connections have been in use for ${f.hold}.`,
      runbook: {
        meaning: "PostgreSQL is about to refuse new connections.",
        impact: "Clients get errors as soon as the last connection is taken.",
        diagnosis: ["Look in pg_stat_activity which user and program hold them, and in which state."],
        mitigation: [
          "End sessions that are idle in a transaction.",
          "Restart the client that leaks them, or give it a smaller pool.",
        ],
      },
      firesUnder: ["connectionsExhausted"],
    }),
  ],
});

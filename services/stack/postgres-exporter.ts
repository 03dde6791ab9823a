import { defineService } from "../../declaration/define-service";
import { count, set } from "../../declaration/emission";
import { down } from "../../declaration/fault";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";
import { postgresBoard } from "./postgres/board";
import { durabilityAlerts, durabilityFaults } from "./postgres/durability";
import { sessionAlerts, sessionFaults } from "./postgres/sessions";
import { grafanaDatabase, grafanaSession, m, origin } from "./postgres/telemetry";

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
  // 496 were seen with the whole catalog.
  seriesBudget: 1_500,
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
    set(m.longestTransaction, { ...grafanaSession, state: "active" }, 0.02),
    set(m.longestTransaction, { ...grafanaSession, state: "idle in transaction" }, 0),
    set(m.locks, { datname: "grafana", mode: "accessexclusivelock" }, 0),
    set(m.isReplica, {}, 0),
    set(m.replicationLag, {}, 0),
    set(m.scrapeError, {}, 0),
    set(m.wal, {}, 64 * 2 ** 20),
  ]),
  faults: { down: down(), ...sessionFaults, ...durabilityFaults },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "None by itself: the exporter is gone, so that nobody sees how PostgreSQL is.",
      mitigation: "Check that its password file can be read.",
    }),
    ...sessionAlerts,
    ...durabilityAlerts,
  ],
  boards: [postgresBoard],
});

import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count, set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { rate, value } from "../../../queries/promql";
import { grafanaDatabase, grafanaSession, m } from "./telemetry";

const used = value(m.connections).sum("instance").dividedBy(value(m.maxConnections).max("instance"), "ratio");
/** What keeps clients from their work. */
export const sessionFaults = {
  databaseGone: fault("PostgreSQL does not answer its exporter", stuck(m.up, 0)),
  connectionsExhausted: fault(
    "clients do not give connections back",
    sends(() => [
      set(m.maxConnections, { server: "postgres:5432" }, 100),
      set(m.connections, grafanaDatabase, 95),
    ]),
  ),
  questionsRefused: fault("the exporter may not ask what it needs", stuck(m.scrapeError, 1)),
  deadlocks: fault(
    "transactions lock one another out",
    sends(() => [count(m.deadlocks, grafanaDatabase, 0.1)]),
  ),
  longTransaction: fault(
    "a client forgets to end its transaction",
    sends(() => [set(m.longestTransaction, { ...grafanaSession, state: "idle in transaction" }, 3600)]),
  ),
  tableLocked: fault(
    "a change of a table waits, and everybody waits behind it",
    sends(() => [set(m.locks, { datname: "grafana", mode: "accessexclusivelock" }, 4)]),
  ),
} satisfies Record<string, Fault>;

export const sessionAlerts: readonly Alert[] = [
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
      mitigation: ["Restart it; it recovers from its log by itself.", "Make room on its disk first if full."],
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
  alert("ExporterFailing", {
    when: value(m.scrapeError).equals(1).and(value(m.up).equals(1)),
    hold: "10m",
    severity: "warning",
    summary: () => "PostgreSQL's exporter cannot ask all that it should",
    description: (f) => `For ${f.hold} some of its questions have failed, though PostgreSQL answers.`,
    runbook: {
      meaning: "The exporter's role lacks a right, or a question does not fit this version.",
      impact: "Some metrics are missing: alerts over them cannot fire.",
      diagnosis: [
        "Read the exporter's last lines: they name the question.",
        "pg_scrape_collector_success is 0 for the collector that fails.",
      ],
      mitigation: ["Grant the role pg_monitor.", "Use the exporter's version that knows this PostgreSQL."],
    },
    firesUnder: ["questionsRefused"],
  }),
  alert("Deadlocks", {
    when: rate(m.deadlocks, "5m").sum("datname").above(0),
    hold: "5m",
    severity: "warning",
    summary: (f) => `transactions of ${f.label("datname")} lock one another out`,
    description: (f) => `For ${f.hold} PostgreSQL has ended transactions because of deadlocks.`,
    runbook: {
      meaning: "Two transactions wait for one another; PostgreSQL ends one of them.",
      impact: "Its client gets an error; what it wanted to change is not changed.",
      diagnosis: ["PostgreSQL's lines with `deadlock detected` hold both statements."],
      mitigation: ["Take locks in the same order everywhere.", "Let the client try again."],
    },
    firesUnder: ["deadlocks"],
  }),
  alert("TransactionTooLong", {
    when: value(m.longestTransaction.where({ state: { matches: "active|idle in transaction.*" } }))
      .max("datname", "usename", "state")
      .above(1800),
    hold: "5m",
    severity: "warning",
    summary: (f) => `a transaction of ${f.label("usename")} is ${f.value} old`,
    description: (f) =>
      `A transaction of ${f.label("usename")} in ${f.label("datname")} (${f.label("state")}) is older than ${f.threshold}.`,
    runbook: {
      meaning: "A session has begun a transaction and does not end it.",
      impact: "It holds its locks, and nothing that it might still see is cleaned up: tables grow.",
      diagnosis: ["pg_stat_activity, ordered by xact_start, shows the session and its last statement."],
      mitigation: ["End the session with pg_terminate_backend.", "Set idle_in_transaction_session_timeout."],
    },
    firesUnder: ["longTransaction"],
  }),
  alert("TableLocked", {
    when: value(m.locks.where({ mode: "accessexclusivelock" }))
      .sum("datname")
      .above(0),
    hold: "5m",
    severity: "warning",
    summary: (f) => `a table of ${f.label("datname")} is locked for all`,
    description: (f) =>
      `For ${f.hold} ${f.value} exclusive locks have been held or waited for; nobody else may even read.`,
    runbook: {
      meaning:
        "A change of a table's shape, a truncation or a full vacuum holds or waits for a lock that excludes everybody.",
      impact: "All requests that need the table wait, until connections run out.",
      diagnosis: [
        "pg_locks where not granted, joined to pg_stat_activity, shows who waits for whom (pg_blocking_pids).",
      ],
      mitigation: [
        "End the session that blocks.",
        "Change tables with a lock_timeout, and try again at a quiet hour.",
      ],
    },
    firesUnder: ["tableLocked"],
  }),
];

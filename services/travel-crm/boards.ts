import type { Board } from "../../declaration/board";
import { panel } from "../../declaration/board";
import { quantile } from "../../queries/histogram";
import { lines } from "../../queries/logql";
import { rate, value } from "../../queries/promql";
import { watched } from "../../telemetry/target";
import { nodeBoard } from "../node-process/board";
import { breachLines, databaseErrors, metrics as m, origin } from "./telemetry";

const { probeSuccess } = watched(origin);
const live = "$__rate_interval";

// RED is the overview, which is made of the declaration.
const database: Board = {
  title: "Database",
  description: "MongoDB as the API feels it.",
  rows: [
    {
      title: "Queries",
      panels: [
        panel("Queries", "Queries per second; none while requests come means the database is gone.", {
          "{{operation}}": rate(m.queries.count, live).sum("operation"),
        }),
        panel("Duration by collection", "95% of queries end within; a rise often is a missing index.", {
          "{{collection}}": quantile(0.95, m.queries, live, "collection"),
        }),
        panel(
          "MongoDB and Redis",
          "What /health/ready says of each; 0 is down.",
          { "{{check}}": value(probeSuccess.where({ probe: "ready", check: { not: "all" } })).min("check") },
          { view: "state" },
        ),
        panel(
          "Failed queries",
          "Error lines that name an error of the driver.",
          { errors: lines(databaseErrors) },
          { view: "logs", dataUnder: "databaseDown" },
        ),
      ],
    },
  ],
};

const business: Board = {
  title: "Business",
  description: "What the agency lives on: bookings, payments, e-mails.",
  rows: [
    {
      title: "Business",
      panels: [
        panel("Bookings", "Bookings created per second by status.", {
          "{{status}}": rate(m.bookings, live).sum("status"),
        }),
        panel("Payments", "Payments per second by gateway and outcome; failed ones cost sales.", {
          "{{gateway}} {{status}}": rate(m.payments, live).sum("gateway", "status"),
        }),
        panel("E-mails", "E-mails sent per second by type and outcome.", {
          "{{type}} {{status}}": rate(m.emails, live).sum("type", "status"),
        }),
        panel("Connections", "Clients connected to the API.", { connections: value(m.connections).sum() }),
      ],
    },
  ],
};

const queues: Board = {
  title: "Queues and cache",
  description: "What waits, and how often the cache helps.",
  rows: [
    {
      title: "Queues and cache",
      panels: [
        panel("Jobs by state", "A line of waiting jobs that only rises means that nobody works on them.", {
          "{{queue_name}} {{status}}": value(m.jobs).sum("queue_name", "status"),
        }),
        panel("Cache hits", "Share of reads that the cache answers; a fall puts load on MongoDB.", {
          "{{cache_type}}": value(m.cacheHitRate).avg("cache_type"),
        }),
      ],
    },
  ],
};

const sla: Board = {
  title: "SLA",
  description: "Queries of customers that were not answered in time.",
  rows: [
    {
      title: "Breaches",
      panels: [
        panel(
          "Breaches by severity",
          "Breaches per second; each one is a customer who waits.",
          { "{{severity}}": rate(m.slaBreaches, live).sum("severity") },
          { dataUnder: "slaBreach" },
        ),
        panel(
          "Breaches, lines",
          "Which query was escalated, and to which level.",
          { breaches: lines(breachLines) },
          { view: "logs", dataUnder: "slaBreach" },
        ),
      ],
    },
  ],
};

export const boards: readonly Board[] = [database, business, queues, sla, nodeBoard(m)];

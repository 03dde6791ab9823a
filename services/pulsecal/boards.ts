import type { Board } from "../../declaration/board";
import { panel } from "../../declaration/board";
import { quantile } from "../../queries/histogram";
import { countOver, lines } from "../../queries/logql";
import { rate, ratio, value } from "../../queries/promql";
import { search } from "../../queries/traceql";
import { watched } from "../../telemetry/target";
import { nodeExporterMetrics as host } from "../stack/node-exporter/telemetry";
import { logs, metrics as m, origin, rejections, spans } from "./telemetry";

const { probeSuccess, probeDuration } = watched(origin);
const live = "$__rate_interval";

const http: Board = {
  title: "HTTP",
  description: "How much is asked of the API and how long it takes.",
  rows: [
    {
      title: "Rate and latency",
      panels: [
        panel("Requests by route", "Requests per second; a drop means that devices do not reach the API.", {
          "{{method}} {{route}}": rate(m.requests, live).sum("method", "route"),
        }),
        panel(
          "Latency",
          "Half, 95% and 99% of requests end within; the line is the threshold of HighLatency.",
          {
            p50: quantile(0.5, m.duration, live),
            p95: quantile(0.95, m.duration, live),
            p99: quantile(0.99, m.duration, live),
          },
          { threshold: 2 },
        ),
        panel("p95 by route", "Which route is slow.", {
          "{{route}}": quantile(0.95, m.duration, live, "route"),
        }),
        panel(
          "Slow requests",
          "Traces of requests that took longer than 2 s.",
          { traces: search(spans.slowerThan("2s")) },
          // One trace in ten is kept, and of a merely slow service few last that long.
          { view: "traces", dataUnder: "stalled" },
        ),
      ],
    },
    {
      title: "Rate limits",
      panels: [
        panel(
          "Refused requests",
          "Requests that a rate limit refused, in 5 minutes; many mean a limit too low or a client gone wild.",
          { refused: countOver(rejections, "5m").sum() },
          { threshold: 100, dataUnder: "throttled" },
        ),
        panel(
          "Refused requests, lines",
          "Who was refused, and where.",
          { refused: lines(rejections) },
          {
            view: "logs",
            dataUnder: "throttled",
          },
        ),
      ],
    },
  ],
};

const errors: Board = {
  title: "Errors",
  description: "What fails, how often, and what the log says of it.",
  rows: [
    {
      title: "Error rates",
      panels: [
        panel(
          "Errors",
          "Failed requests per second; the line is the threshold of HighErrorRate.",
          { errors: rate(m.errors, live).sum() },
          { threshold: 0.1, dataUnder: "errors" },
        ),
        panel("Share of errors", "Failed requests of all, 0 when all is well.", {
          share: ratio(rate(m.errors, live).sum(), rate(m.requests, live).sum()),
        }),
        panel(
          "Errors by route and status",
          "Where requests fail, and how.",
          { "{{route}} {{status}}": rate(m.errors, live).sum("route", "status") },
          { dataUnder: "errors" },
        ),
      ],
    },
    {
      title: "Lines",
      panels: [
        panel(
          "Errors in the last hour",
          "The saved search: error lines, newest first.",
          { errors: lines(logs.where({ level: "error" })) },
          { view: "logs", dataUnder: "errors" },
        ),
      ],
    },
  ],
};

const business: Board = {
  title: "Business",
  description: "What pulsecal is for: readings, alerts for users, analyses.",
  rows: [
    {
      title: "Business",
      panels: [
        panel("Readings taken in", "Health metrics per second; a drop means devices cannot send.", {
          readings: rate(m.ingested, live).sum(),
        }),
        panel("Alerts created", "Health alerts for users per second.", {
          alerts: rate(m.alertsCreated, live).sum(),
        }),
        panel("AI analyses", "Analyses per second that ended well, and that failed.", {
          completed: rate(m.analysisCompleted, live).sum(),
          failed: rate(m.analysisFailed, live).sum(),
        }),
        panel("WebSocket messages", "Messages sent to apps per second.", {
          messages: rate(m.messages, live).sum(),
        }),
      ],
    },
  ],
};

const system: Board = {
  title: "System",
  description: "Memory, disk and connections, as the API's own health check and its host see them.",
  rows: [
    {
      title: "Health",
      panels: [
        panel(
          "Checks",
          "What GET /health says of each part: memory, disk, database, Redis, AI service; 0 is down.",
          {
            "{{check}}": value(probeSuccess.where({ probe: "health", check: { not: "all" } })).min("check"),
          },
          { view: "state" },
        ),
        panel(
          "Duration of the health check",
          "How long GET /health takes; its timeout is 5 s.",
          { duration: value(probeDuration.where({ probe: "health", check: "all" })).max() },
          { threshold: 2 },
        ),
      ],
    },
    {
      title: "Host",
      panels: [
        panel("Memory that is left", "Share of the host's memory that programs can still have.", {
          "{{instance}}": value(host.memoryAvailable).dividedBy(value(host.memoryTotal), "ratio"),
        }),
        panel("Disk that is left", "Share of each file system that is free; the log files fill it.", {
          "{{instance}} {{mountpoint}}": value(host.filesystemAvailable).dividedBy(
            value(host.filesystemSize),
            "ratio",
          ),
        }),
      ],
    },
    {
      title: "Connections",
      panels: [
        panel("Database connections", "In use; none while requests come means the database is gone.", {
          connections: value(m.database).sum(),
        }),
        panel("WebSocket connections", "Apps that listen.", { connections: value(m.connections).sum() }),
      ],
    },
  ],
};

const queues: Board = {
  title: "Queues",
  description: "What waits and what is being worked on.",
  rows: [
    {
      title: "Queues",
      panels: [
        panel("Jobs that wait", "A line that only rises means that nobody works on them.", {
          waiting: value(m.depth).sum(),
        }),
        panel("Jobs in work", "Zero while jobs wait means that the workers are gone.", {
          active: value(m.jobs).sum(),
        }),
      ],
    },
  ],
};

export const boards: readonly Board[] = [http, errors, business, system, queues];

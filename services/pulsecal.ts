import { alert } from "../declaration/alert";
import { panel } from "../declaration/board";
import { defineService } from "../declaration/define-service";
import { count, logLine, observe, set, span } from "../declaration/emission";
import { broken, down, failing, fault, slow, stuck } from "../declaration/fault";
import { availability, latency } from "../declaration/slo";
import type { Team } from "../declaration/team";
import { quantile, rate, value } from "../queries/promql";
import { httpMethods, httpStatuses } from "../telemetry/http";
import { upTo } from "../telemetry/labels";
import { logsOf } from "../telemetry/logs";
import { metricsOf } from "../telemetry/metrics";
import { spansOf } from "../telemetry/spans";
import { watched } from "../telemetry/target";

const origin = { system: "pulsecal", service: "pulsecal-api" } as const;

const team: Team = {
  name: "pulsecal",
  // Its alerts carry no severity or receiver of their own; the catalog sends them to PagerDuty and Slack.
  channels: { critical: ["pagerduty", "slack"], warning: ["pagerduty", "slack"], info: ["slack"] },
  escalation: { after: "15m", to: "the engineering lead on call", channel: "pagerduty" },
};

// The catalog's choice: pulsecal states neither labels nor buckets.
const http = { method: httpMethods, route: upTo(30, "/ingestion/ppg", "/alerts"), status: httpStatuses };
const seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5] as const;

const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  duration: histogram("http_request_duration_seconds", {
    help: "Duration of HTTP requests.",
    labels: http,
    buckets: seconds,
  }),
  requests: counter("http_requests_total", { help: "HTTP requests.", labels: http }),
  errors: counter("http_request_errors_total", { help: "HTTP requests that failed.", labels: http }),
  ingested: counter("metrics_ingested_total", { help: "Health metrics taken in." }),
  alertsCreated: counter("alerts_created_total", { help: "Health alerts created for users." }),
  analysisCompleted: counter("ai_analysis_completed_total", { help: "AI analyses that ended well." }),
  analysisFailed: counter("ai_analysis_failed_total", { help: "AI analyses that failed." }),
  messages: counter("websocket_messages_total", { help: "Messages sent over WebSockets." }),
  connections: gauge("websocket_connections_active", { help: "Open WebSocket connections." }),
  jobs: gauge("queue_jobs_active", { help: "Jobs that are being worked on." }),
  depth: gauge("queue_depth", { help: "Jobs that wait." }),
  database: gauge("database_connections_active", { help: "Database connections in use." }),
}));

const logs = logsOf(origin, {
  // Every line is in application-; error- repeats its errors, so it is not read. exceptions- and rejections- hold
  // what the logger itself caught.
  delivery: { by: "files", read: ["application-*.log", "exceptions-*.log", "rejections-*.log"] },
  time: { key: "timestamp", format: "plain" },
  level: { key: "level" },
  message: "message",
  correlation: "requestId",
  fields: {
    context: upTo(40, "IngestionService", "HttpService", "RateLimitGuard"),
    service: upTo(1, "pulsecal-api"),
    version: upTo(5, "1.0.0"),
    environment: upTo(3, "production"),
    deviceId: "text",
    requestId: "text",
  },
  constant: { service: "pulsecal-api", version: "1.0.0", environment: "production" },
});

const spans = spansOf(origin, {
  delivery: "jaeger-thrift-http",
  serviceName: "pulsecal-api",
  sampled: 0.1,
  names: ["GET /ingestion/ppg", "POST /ingestion/ppg", "GET /alerts", "pg.query", "middleware - express"],
  attributes: ["http.method", "http.route", "http.status_code", "db.system", "device.id"],
});

const { up, probeSuccess } = watched(origin);
const errorsPerSecond = rate(m.errors, "5m").sum();
const p95 = quantile(0.95, m.duration, "5m");

export const pulsecal = defineService({
  origin,
  description:
    "Health-metrics API (NestJS): takes in readings of devices, analyses them, alerts their users.",
  owner: team,
  importance: "high",
  version: "1.0.0",
  port: 3001,
  metrics: m,
  delivery: { by: "scrape", port: 3001, path: "/metrics", every: "15s" },
  red: { requests: [m.requests], errors: [m.errors], duration: m.duration, by: ["route", "status"] },
  logs,
  spans,
  health: [
    { name: "liveness", path: "/health/liveness", body: () => ({ status: "ok" }) },
    {
      name: "readiness",
      path: "/health/readiness",
      checks: ["database", "redis"],
      body: ({ checks, healthy }) => ({ status: healthy ? "ok" : "error", ...terminus(checks) }),
      expect: [
        { check: "database", matches: '"database":\\s*\\{\\s*"status":\\s*"up"' },
        { check: "redis", matches: '"redis":\\s*\\{\\s*"status":\\s*"up"' },
      ],
    },
    {
      name: "startup",
      path: "/health/startup",
      checks: ["database", "redis", "ai-services"],
      body: ({ checks, healthy }) => ({ status: healthy ? "ok" : "error", ...terminus(checks) }),
    },
    {
      name: "health",
      path: "/health",
      checks: ["database", "redis", "ai-services", "memory_heap", "memory_rss", "disk"],
      body: ({ checks, healthy }) => ({ status: healthy ? "ok" : "error", ...terminus(checks) }),
    },
  ],
  probes: [
    { kind: "liveness", endpoint: "liveness", initialDelaySeconds: 30, periodSeconds: 10 },
    { kind: "readiness", endpoint: "readiness", initialDelaySeconds: 5, periodSeconds: 5 },
    { kind: "startup", endpoint: "startup", initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 30 },
  ],
  behaviour: {
    operations: [
      {
        name: "GET /ingestion/ppg",
        method: "GET",
        route: "/ingestion/ppg",
        perSecond: 4,
        latency: { p50: 0.03, p95: 0.2 },
        failing: 0.001,
        emits: (call) => [
          ...(call.failed ? [] : [count(m.ingested, {}, 20), count(m.analysisCompleted, {})]),
          span(spans, "pg.query", 0.6, { "db.system": "postgresql" }),
        ],
      },
      {
        name: "GET /alerts",
        method: "GET",
        route: "/alerts",
        perSecond: 1,
        latency: { p50: 0.02, p95: 0.1 },
        emits: (call) => (call.random() < 0.1 ? [count(m.alertsCreated, {})] : []),
      },
    ],
    onCall: (call) => {
      const labels = { method: call.method, route: call.route, status: call.status };
      return [
        count(m.requests, labels),
        observe(m.duration, labels, call.seconds),
        ...(call.failed ? [count(m.errors, labels)] : []),
        logLine(logs, {
          level: call.failed ? "error" : "info",
          message: `${call.method} ${call.route} ${call.status}`,
          fields: { context: "IngestionService", deviceId: "dev-001", requestId: call.requestId },
        }),
      ];
    },
    background: [
      {
        everySeconds: 5,
        emits: (moment) => [
          set(m.connections, {}, 20 + Math.floor(moment.random() * 10)),
          set(m.jobs, {}, Math.floor(moment.random() * 4)),
          set(m.depth, {}, Math.floor(moment.random() * 6)),
          set(m.database, {}, moment.failing.has("database") ? 0 : 5 + Math.floor(moment.random() * 3)),
          count(m.messages, {}, 5),
        ],
      },
    ],
  },
  faults: {
    errors: failing(0.2, "500"),
    slow: slow(60),
    down: down(),
    databaseDown: broken("database", { effect: "fail", share: 0.9, status: "503" }, stuck(m.database, 0)),
    queueGrowing: fault("nobody works on the queue", stuck(m.depth, 5000), stuck(m.jobs, 0)),
  },
  slos: [
    availability({
      objective: 0.999,
      bad: [m.errors],
      total: [m.requests],
      description: "Requests that do not fail.",
    }),
    latency({ objective: 0.95, of: m.duration, within: 2, description: "Requests answered within 2 s." }),
  ],
  alerts: [
    alert("HighErrorRate", {
      when: errorsPerSecond.above(0.1),
      hold: "5m",
      severity: "critical",
      group: "pulsecal_api",
      summary: (f) => `${f.value} requests fail`,
      description: (f) => `More than ${f.threshold} have failed for ${f.hold}; it is ${f.value} now.`,
      runbook: {
        meaning: "Requests end with an error more often than is normal.",
        impact: "Readings of devices are lost or come late; users see errors.",
        diagnosis: ["Look which route fails and with which status.", "Read the error lines of that route."],
        mitigation: [
          "Roll back when a deploy came shortly before.",
          "Restart the database pool if it is exhausted.",
        ],
      },
      firesUnder: ["errors", "databaseDown"],
    }),
    alert("HighLatency", {
      when: p95.above(2),
      hold: "5m",
      severity: "warning",
      group: "pulsecal_api",
      summary: (f) => `95% of requests take up to ${f.value}`,
      description: (f) =>
        `The 95th percentile has been above ${f.threshold} for ${f.hold}; it is ${f.value} now.`,
      runbook: {
        meaning: "Requests are slow: one in twenty takes longer than the threshold.",
        impact: "The app feels slow; devices send again and add load.",
        diagnosis: ["Open the slowest traces.", "Compare the time of database spans with the whole."],
        mitigation: ["Add the missing index, or scale out while you look for it."],
      },
      firesUnder: ["slow"],
    }),
    // Given as DatabaseDown with `up == 0`; that expression watches the API, so it is ServiceDown.
    alert("ServiceDown", {
      when: value(up).equals(0),
      hold: "1m",
      severity: "critical",
      group: "pulsecal_api",
      summary: () => "the API does not answer",
      description: (f) => `Prometheus has not reached the API for ${f.hold}.`,
      runbook: {
        meaning: "The metrics endpoint does not answer; the process is gone or cannot be reached.",
        impact: "No reading is taken in, the app does not work.",
        diagnosis: ["Is the process running?", "Read its last lines.", "Does the health endpoint answer?"],
        mitigation: ["Restart it.", "Roll back when a deploy came shortly before."],
      },
      firesUnder: ["down"],
    }),
    alert("DatabaseDown", {
      when: value(probeSuccess.where({ probe: "readiness", check: "database" }))
        .equals(0)
        .and(value(up).sum("service").above(0), { on: ["service"] }),
      hold: "1m",
      severity: "critical",
      group: "pulsecal_api",
      summary: () => "the API has lost its database",
      description: (f) =>
        `The readiness check has called the database down for ${f.hold}, while the API answers.`,
      runbook: {
        meaning: "The API runs, but its readiness check cannot reach PostgreSQL.",
        impact: "Nearly every request fails.",
        diagnosis: ["Is PostgreSQL up?", "Are its connections exhausted?", "Can the API's host reach it?"],
        mitigation: ["Restart or fail over PostgreSQL.", "Raise the connection limit if it is exhausted."],
      },
      firesUnder: ["databaseDown"],
    }),
  ],
  boards: [
    {
      title: "Business and queues",
      description: "What pulsecal is for: readings, alerts, analyses; and what waits.",
      rows: [
        {
          title: "Business",
          panels: [
            panel("Readings taken in", "Health metrics per second; a drop means devices cannot send.", {
              readings: rate(m.ingested, "$__rate_interval").sum(),
            }),
          ],
        },
      ],
    },
  ],
  rateLimits: [
    { paths: "*", requests: 100, window: "60s", per: "IP", status: 429 },
    { paths: "/ingestion", requests: 1000, window: "1m", per: "device", status: 429 },
  ],
  dependsOn: [
    { name: "database", kind: "database" },
    { name: "redis", kind: "cache" },
    { name: "ai-services", kind: "service" },
  ],
});

/** The body of NestJS Terminus: what is well under `info`, what is not under `error`, all under `details`. */
function terminus(checks: Readonly<Record<string, boolean>>) {
  const entries = Object.entries(checks).map(([name, ok]) => [name, { status: ok ? "up" : "down" }] as const);
  const of = (status: string) => Object.fromEntries(entries.filter(([, entry]) => entry.status === status));
  return { info: of("up"), error: of("down"), details: Object.fromEntries(entries) };
}

import { httpMethods, httpStatuses, statusesOfRoute } from "../../telemetry/http";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { spansOf } from "../../telemetry/spans";

export const origin = { system: "pulsecal", service: "pulsecal-api" } as const;

// The catalog's choice: pulsecal states neither labels nor buckets.
const routes = 30;
const http = {
  labels: { method: httpMethods, route: upTo(routes, "/ingestion/ppg", "/alerts"), status: httpStatuses },
  atMost: routes * statusesOfRoute,
};
const buckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5] as const;

export const metrics = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  duration: histogram("http_request_duration_seconds", {
    help: "Duration of HTTP requests.",
    ...http,
    buckets,
  }),
  requests: counter("http_requests_total", { help: "HTTP requests.", ...http }),
  // Which requests it counts is not stated: here those that end with a 5xx.
  errors: counter("http_request_errors_total", { help: "HTTP requests that failed.", ...http }),
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

export const logs = logsOf(origin, {
  // Every line is in application-; error- repeats its errors, so it is not read. exceptions- and rejections- hold
  // what the logger itself caught.
  delivery: { by: "files", read: ["application-*.log", "exceptions-*.log", "rejections-*.log"] },
  // `2024-01-15 10:30:00`, without a zone: read as UTC.
  time: { key: "timestamp", format: "plain" },
  level: { key: "level" },
  message: "message",
  // Today's lines carry no identifier; requestId and traceId are what the catalog asks its owner to add.
  correlation: "requestId",
  fields: {
    context: upTo(40, "IngestionService", "AlertsService", "RateLimitGuard"),
    service: upTo(1, "pulsecal-api"),
    version: upTo(5, "1.0.0"),
    environment: upTo(3, "production"),
    deviceId: "text",
    requestId: "text",
    traceId: "text",
  },
  constant: { service: "pulsecal-api", version: "1.0.0", environment: "production" },
});

/** Lines of requests that a rate limit refused; no metric counts them. The text is the catalog's. */
export const rejections = logs
  .where({ level: "warn", context: "RateLimitGuard" })
  .containing("Rate limit exceeded");

export const spans = spansOf(origin, {
  // JAEGER_ENDPOINT is http://…:14268/api/traces.
  delivery: "jaeger-thrift-http",
  serviceName: "pulsecal-api",
  // It samples, since tracing costs it 5–10%; the share is not stated.
  sampled: 0.1,
  names: ["GET /ingestion/ppg", "GET /alerts", "middleware - express", "pg.query"],
  attributes: ["http.method", "http.route", "http.status_code", "db.system"],
});

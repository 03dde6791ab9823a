import { httpMethods, httpStatuses, statusesOfRoute } from "../../telemetry/http";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { nodeDefaults } from "../../telemetry/node-defaults";

export const origin = { system: "travel-crm", service: "travel-crm-api" } as const;

// Names of labels are the system's; where it does not list their values, those here are the catalog's.
const routes = 60;
const http = {
  labels: {
    method: httpMethods,
    route: upTo(routes, "/api/bookings", "/api/queries/:id", "/api/payments", "/api/auth/login"),
    status_code: httpStatuses,
  },
  atMost: routes * statusesOfRoute,
};

export const metrics = metricsOf(origin, (make) => ({
  duration: make.histogram("travel_crm_http_request_duration_seconds", {
    help: "Duration of HTTP requests in seconds.",
    ...http,
    buckets: [0.1, 0.5, 1, 2, 5, 10],
  }),
  requests: make.counter("travel_crm_http_requests_total", {
    help: "Total number of HTTP requests.",
    ...http,
  }),
  connections: make.gauge("travel_crm_active_connections", { help: "Number of active connections." }),
  queries: make.histogram("travel_crm_db_query_duration_seconds", {
    help: "Duration of database queries in seconds.",
    labels: {
      operation: ["find", "insert", "update", "delete", "aggregate"],
      collection: upTo(30, "bookings", "queries", "payments", "users"),
    },
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5],
  }),
  emails: make.counter("travel_crm_emails_sent_total", {
    help: "Total number of emails sent.",
    labels: { status: ["sent", "failed"], type: upTo(10, "transactional") },
  }),
  bookings: make.counter("travel_crm_bookings_created_total", {
    help: "Total number of bookings created.",
    labels: { status: ["pending", "confirmed", "cancelled"] },
  }),
  payments: make.counter("travel_crm_payments_processed_total", {
    help: "Total number of payments processed.",
    labels: { gateway: upTo(5, "stripe", "razorpay"), status: ["succeeded", "failed"] },
  }),
  cacheHitRate: make.gauge("travel_crm_cache_hit_rate", {
    help: "Cache hit rate percentage.",
    unit: "percent",
    labels: { cache_type: upTo(5, "redis") },
  }),
  jobs: make.gauge("travel_crm_job_queue_size", {
    help: "Number of jobs in queue.",
    labels: {
      queue_name: upTo(10, "email", "sla"),
      status: ["waiting", "active", "completed", "failed", "delayed"],
    },
  }),
  slaBreaches: make.counter("travel_crm_sla_breaches_total", {
    help: "Total number of SLA breaches.",
    labels: { severity: ["low", "medium", "high", "critical"] },
  }),
  ...nodeDefaults(make, "travel_crm_"),
}));

export const logs = logsOf(origin, {
  // combined.log holds all lines; error.log repeats its errors and stdout is text with colour codes.
  delivery: { by: "files", read: ["combined.log"], rotation: { sizeBytes: 5_242_880, files: 5 } },
  // Winston's own: not stated.
  time: { key: "timestamp", format: "iso" },
  level: { key: "level" },
  message: "message",
  // The incoming X-Trace-ID is kept, else it is a UUID.
  correlation: "traceId",
  fields: {
    traceId: "text",
    error: "text",
    stack: "text",
    userId: "text",
    tenantId: "text",
    // On the lines of the HTTP access log that its owner wants, and of SLA breaches: the catalog's names.
    method: httpMethods,
    route: "text",
    statusCode: "number",
    queryId: "text",
    escalationLevel: "number",
  },
});

/** The error line. */
export const errorLines = logs.where({ level: "error" }).containing("Error occurred");

/** Error lines whose stack begins with one of the driver's errors (`MongoServerSelectionError`). */
export const databaseErrors = errorLines.where({ stack: { matches: "(?s)Mongo.*" } });

/** Lines of queries that were escalated. */
export const breachLines = logs.containing("SLA breach");

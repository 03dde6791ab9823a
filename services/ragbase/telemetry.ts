import { httpMethods, httpStatuses, statusesOfRoute } from "../../telemetry/http";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { nodeDefaults } from "../../telemetry/node-defaults";

export const origin = { system: "ragbase", service: "ragbase-backend" } as const;

const routes = 60;
const http = {
  labels: {
    method: httpMethods,
    // The route template, or the raw URL where there is none: that is unbounded, so the catalog bounds it.
    path: upTo(routes, "/api/documents", "/api/documents/:id", "/api/query", "/internal/callback"),
    status: httpStatuses,
  },
  atMost: routes * statusesOfRoute,
};

export const metrics = metricsOf(origin, (make) => ({
  requests: make.counter("http_requests_total", { help: "Total HTTP requests.", ...http }),
  duration: make.histogram("http_request_duration_seconds", {
    help: "HTTP request duration in seconds.",
    ...http,
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5],
  }),
  // The values of its labels are not stated; these are the catalog's.
  documents: make.counter("documents_processed_total", {
    help: "Total documents processed.",
    labels: {
      status: ["completed", "failed"],
      format: ["pdf", "json", "txt", "md"],
      lane: ["fast", "heavy"],
    },
  }),
  // The catalog's values: the states of a BullMQ job that stands in the queue.
  queue: make.gauge("processing_queue_size", {
    help: "Current size of processing queue.",
    labels: { status: ["waiting", "active", "delayed", "failed"] },
  }),
  embedding: make.histogram("embedding_generation_duration_seconds", {
    help: "Embedding generation duration.",
    buckets: [0.1, 0.5, 1, 2, 5, 10],
  }),
  ...nodeDefaults(make),
}));

export const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  // Holds the incoming x-request-id, else `req-…`; it is on each response. The field's name is the catalog's.
  correlation: "reqId",
  fields: {
    pid: "number",
    hostname: "text",
    method: httpMethods,
    url: "text",
    "user-agent": "text",
    "content-type": "text",
    statusCode: "number",
    reqId: "text",
    // Type of an error; its values are the catalog's.
    type: upTo(30, "DATABASE_ERROR", "EMBEDDING_ERROR", "INTERNAL_ERROR", "RATE_LIMITED"),
  },
});

/** Lines of errors. */
export const errorLines = logs.where({ level: ["error", "critical"] });

/** Those that name a type, which its own alert counts. */
export const typedErrors = errorLines.where({ type: { not: "" } });

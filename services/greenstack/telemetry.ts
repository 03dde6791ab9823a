import { httpMethods, httpStatuses, statusesOfRoute } from "../../telemetry/http";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { instrumentator, pythonBuckets, pythonDefaults } from "../../telemetry/python-defaults";
import { spansOf } from "../../telemetry/spans";
import { watched } from "../../telemetry/target";

export const origin = { system: "greenstack", service: "greenstack-api" } as const;
export const version = "2.0.0";

/** Endpoints of the API; all have metrics. */
export const endpoints = 124;

const fileTypes = ["IODD", "EDS"] as const;
const outcomes = ["success", "failed"] as const;
const endpoint = upTo(endpoints, "/api/iodd/upload", "/api/eds/upload", "/api/devices/{device_id}");
// The instrumentator calls every path that is no route `none`.
const handler = upTo(endpoints + 1, "/api/iodd/upload", "/api/devices/{device_id}", "none");

export const m = metricsOf(origin, (make) => ({
  requests: make.counter("greenstack_requests_total", {
    help: "HTTP requests.",
    labels: { method: httpMethods, endpoint, status: httpStatuses },
    atMost: endpoints * statusesOfRoute,
  }),
  duration: make.histogram("greenstack_request_duration_seconds", {
    help: "Duration of HTTP requests.",
    labels: { method: httpMethods, endpoint },
    atMost: endpoints,
    buckets: pythonBuckets,
  }),
  inProgress: make.gauge("greenstack_requests_inprogress", {
    help: "HTTP requests in progress.",
    labels: { method: httpMethods, handler },
    atMost: endpoints + 1,
  }),
  ioddUploads: make.counter("greenstack_iodd_uploads_total", {
    help: "Uploads of IODD files.",
    labels: { status: outcomes },
  }),
  edsUploads: make.counter("greenstack_eds_uploads_total", {
    help: "Uploads of EDS files.",
    labels: { status: outcomes },
  }),
  parseDuration: make.histogram("greenstack_parse_duration_seconds", {
    help: "Time to parse an uploaded file.",
    labels: { file_type: fileTypes },
    buckets: pythonBuckets,
  }),
  activeDevices: make.gauge("greenstack_active_devices", {
    help: "Device descriptions that are held.",
    labels: { type: fileTypes },
  }),
  connections: make.gauge("greenstack_database_connections", { help: "Database connections in use." }),
  ...instrumentator(make, { handlers: handler, methods: httpMethods }),
  ...pythonDefaults(make),
}));

export const logs = logsOf(origin, {
  // The same lines are in /var/log/greenstack/app.log: one of the two is read, so that no line comes twice.
  delivery: { by: "stdout" },
  time: { key: "timestamp", format: "epoch-seconds" },
  level: {
    key: "level",
    spelling: { debug: "DEBUG", info: "INFO", warn: "WARNING", error: "ERROR", critical: "CRITICAL" },
  },
  message: "message",
  correlation: "request_id",
  fields: {
    logger: upTo(27, "src.routes.iodd_routes", "src.routes.eds_routes"),
    function: upTo(300, "upload_iodd"),
    line: "number",
    app: ["greenstack"],
    version: upTo(5, version),
    environment: upTo(3, "production"),
    request_id: "text",
    event: [
      "upload_start",
      "upload_complete",
      "upload_failed",
      "device_upload",
      // The catalog's: no metric carries tickets and PQA runs, so their owner logs them.
      "ticket_created",
      "pqa_run",
    ],
    filename: "text",
    content_type: upTo(20, "application/xml"),
    client_ip: "text",
    file_size_bytes: "number",
    device_id: "text",
    parameter_count: "number",
    duration_ms: "number",
    error: "text",
    error_type: upTo(50, "ParseError", "RuntimeError", "OperationalError"),
    stack: "text",
    user: "text",
    priority: upTo(5, "low", "medium", "high"),
    result: upTo(5, "passed", "failed"),
  },
  constant: { app: "greenstack", version, environment: "production" },
});

export const spans = spansOf(origin, {
  delivery: "jaeger-thrift-compact",
  serviceName: origin.service,
  // The tenth that systems.md states is the error tracker's; the SDK's own default is to trace everything.
  sampled: 1,
  names: [
    "upload_iodd",
    "parse_iodd",
    "store_device",
    // The catalog's: the other paths have a root span named for their operation.
    "POST /api/eds/upload",
    "GET /api/devices",
    "GET /api/devices/{device_id}",
    "POST /api/tickets",
    "POST /api/pqa/runs",
  ],
  attributes: ["filename", "content_type", "file_size_bytes"],
});

/** What Prometheus and the blackbox exporter know of the API from outside. */
export const target = watched(origin);

import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { spansOf } from "../../telemetry/spans";

const origin = { system: "shop", service: "api" } as const;

/** A service that is used to try queries: short names, so that the texts in the tests stay readable. */
export const metrics = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  requests: counter("requests_total", {
    help: "Requests.",
    labels: { path: upTo(40, "/a"), status: ["200", "404", "500", "502"] },
  }),
  visits: counter("visits_total", { help: "Visits.", labels: { path: upTo(40, "/a") } }),
  depth: gauge("depth", { help: "Jobs that wait.", labels: { queue: ["mail", "print"] } }),
  limit: gauge("limit", { help: "Room for jobs.", labels: { queue: ["mail", "print"] } }),
  started: gauge("started", { help: "Start of the process.", unit: "timestamp" }),
  duration: histogram("duration_seconds", {
    help: "Duration.",
    labels: { path: upTo(40, "/a") },
    buckets: [0.1, 0.5, 1],
  }),
  native: histogram("native_seconds", { help: "Duration.", labels: { path: upTo(40, "/a") } }),
}));

export const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "reqId",
  fields: { type: upTo(30, "timeout"), reqId: "text", duration: "number" },
});

export const spans = spansOf(origin, {
  delivery: "otlp-http",
  serviceName: "shop-api",
  sampled: 1,
  names: ["GET /cart", "SELECT"],
  attributes: ["http.route", "http.status_code", "size in kB"],
});

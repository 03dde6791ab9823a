import { httpMethods, httpStatuses, statusesOfRoute } from "../../telemetry/http";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { watched } from "../../telemetry/target";
import { durationBounds } from "./otlp-json";

export const origin = { system: "newsletter", service: "newsletter-api" } as const;

/** Checks of /healthz. */
export const healthChecks = ["database", "kv", "r2", "grok", "resend", "stripe"] as const;

const tier = upTo(5, "trial");
const period = upTo(5, "daily");
// Raw pathnames: the sender bounds nothing, so this is what the catalog allows them.
const endpoints = 50;
const endpoint = upTo(endpoints, "/api/register", "/api/preferences", "/api/newsletters");
const requestLabels = { endpoint, method: httpMethods, status: httpStatuses };
const requestsAtMost = endpoints * statusesOfRoute;
const errorLabels = { endpoint, method: httpMethods };
const apiLabels = { endpoint: upTo(30, "/register", "/preferences", "/newsletters") };

export const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  registrations: counter("user.registration", { help: "Users who registered.", labels: { tier } }),
  emails: counter("email.sent", { help: "E-mails sent.", labels: { type: upTo(10, "daily"), tier } }),
  // A counter in spite of its name.
  errors: counter("error.rate", {
    help: "Errors by type.",
    labels: { type: upTo(20, "validation", "exception") },
  }),
  conversion: gauge("conversion.rate", {
    help: "Share of trial users who subscribe.",
    unit: "ratio",
    labels: { period },
  }),
  tokens: gauge("llm.tokens.used", {
    help: "Tokens that the last generation used.",
    unit: "tokens",
    labels: { model: upTo(10, "grok-3") },
  }),
  costLlm: gauge("cost.daily.llm", { help: "Cost of language models today.", unit: "dollars" }),
  costEmail: gauge("cost.daily.email", { help: "Cost of e-mails today.", unit: "dollars" }),
  costTotal: gauge("cost.daily.total", { help: "Cost of today.", unit: "dollars" }),
  // Each timing NAME is a gauge NAME.duration, the last value, and a counter NAME.count.
  apiDuration: gauge("api.request.duration", {
    help: "Duration of the last API call.",
    unit: "milliseconds",
    labels: apiLabels,
  }),
  apiCount: counter("api.request.count", { help: "API calls.", labels: apiLabels }),
  requestDuration: gauge("request.duration.duration", {
    help: "Duration of the last request.",
    unit: "milliseconds",
    labels: requestLabels,
    atMost: requestsAtMost,
  }),
  requestCount: counter("request.duration.count", {
    help: "Requests that were answered.",
    labels: requestLabels,
    atMost: requestsAtMost,
  }),
  exceptionDuration: gauge("request.error.duration.duration", {
    help: "Duration of the last request that ended in an exception.",
    unit: "milliseconds",
    labels: errorLabels,
    atMost: endpoints,
  }),
  exceptionCount: counter("request.error.duration.count", {
    help: "Requests that ended in an exception; no other counter has them.",
    labels: errorLabels,
    atMost: endpoints,
  }),
  // The catalog's: percentiles cannot be had from last values. Without the raw pathname, times whose values its
  // buckets would be multiplied.
  serverDuration: histogram("http.server.request.duration", {
    help: "Duration of HTTP requests.",
    labels: { method: httpMethods, status: httpStatuses },
    buckets: durationBounds,
  }),
}));

export const logs = logsOf(origin, {
  delivery: { by: "otlp" },
  time: { key: "timestamp", format: "iso" },
  level: { key: "level" },
  message: "message",
  correlation: "traceId",
  fields: {
    environment: upTo(3, "production"),
    component: upTo(20, "unknown", "http", "security", "gdpr"),
    traceId: "text",
    userId: "text",
    critical: ["true", "false"],
    ip: "text",
    endpoint,
    count: "number",
    exportId: "text",
    // The catalog's: deletion, consent and audit are logged in the shape of the export's line.
    deletionId: "text",
    consentId: "text",
    auditId: "text",
  },
  constant: { environment: "production" },
});

/** What the blackbox exporter knows of the platform from outside. */
export const target = watched(origin);

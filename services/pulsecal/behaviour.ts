import type { Behaviour, Call, Moment } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, logLine, observe, set, span } from "../../declaration/emission";
import type { Fault } from "../../declaration/fault";
import { broken, clockSkew, down, failing, fault, losing, slow, stuck, surge } from "../../declaration/fault";
import { logFlood } from "../../declaration/log-flood";
import { logs, metrics as m, spans } from "./telemetry";

/** Names the root span as the service does, and gives it the attributes of the HTTP instrumentation. */
function root(name: "GET /ingestion/ppg" | "GET /alerts") {
  return {
    name,
    attributes: (call: Call) => ({
      "http.method": call.method,
      "http.route": call.route,
      "http.status_code": Number(call.status),
    }),
  };
}

function ingest(call: Call): readonly Emission[] {
  const query = [
    span(spans, "middleware - express", 0.05),
    span(spans, "pg.query", 0.6, { "db.system": "postgresql" }),
  ];
  if (call.status !== "200") return query;
  const analysed = !call.failing.has("ai-services") && call.random() > 0.01;
  return [...query, count(m.ingested, {}, 20), count(analysed ? m.analysisCompleted : m.analysisFailed, {})];
}

function alertUsers(call: Call): readonly Emission[] {
  return call.status === "200" && call.random() < 0.1 ? [count(m.alertsCreated, {})] : [];
}

function requestLine(call: Call): Emission {
  const common = { deviceId: "dev-001", requestId: call.requestId, traceId: call.traceId };
  if (call.status === "429") {
    const fields = { ...common, context: "RateLimitGuard" };
    return logLine(logs, { level: "warn", message: `Rate limit exceeded on ${call.route}`, fields });
  }
  const context = call.route === "/alerts" ? "AlertsService" : "IngestionService";
  const level = call.failed ? "error" : "info";
  const message = `${call.method} ${call.route} ${call.status}`;
  return logLine(logs, { level, message, fields: { ...common, context } });
}

function everyCall(call: Call): readonly Emission[] {
  const labels = { method: call.method, route: call.route, status: call.status };
  return [
    count(m.requests, labels),
    observe(m.duration, labels, call.seconds),
    ...(call.failed ? [count(m.errors, labels)] : []),
    requestLine(call),
  ];
}

function standing(moment: Moment): readonly Emission[] {
  return [
    set(m.connections, {}, 20 + Math.floor(moment.random() * 10)),
    set(m.jobs, {}, 1 + Math.floor(moment.random() * 3)),
    set(m.depth, {}, Math.floor(moment.random() * 6)),
    set(m.database, {}, 5 + Math.floor(moment.random() * 3)),
    count(m.messages, {}, 5),
  ];
}

/** A normal day. The load and the latencies are the catalog's: pulsecal states none. */
export const behaviour: Behaviour = {
  operations: [
    {
      name: "GET /ingestion/ppg",
      method: "GET",
      route: "/ingestion/ppg",
      perSecond: 4,
      latency: { p50: 0.03, p95: 0.2 },
      // Two fifths of what the objective allows.
      failing: 0.0005,
      root: root("GET /ingestion/ppg"),
      emits: ingest,
    },
    {
      name: "GET /alerts",
      method: "GET",
      route: "/alerts",
      perSecond: 1,
      latency: { p50: 0.02, p95: 0.1 },
      root: root("GET /alerts"),
      emits: alertUsers,
    },
  ],
  onCall: everyCall,
  background: [{ everySeconds: 5, emits: standing }],
};

export const faults = {
  errors: failing(0.2, "500"),
  slow: slow(60),
  // Nearly no request keeps its objective.
  stalled: slow(400),
  down: down(),
  databaseDown: broken("database", { effect: "fail", share: 0.9, status: "503" }, stuck(m.database, 0)),
  redisDown: broken("redis"),
  aiServicesDown: broken("ai-services"),
  queueGrowing: fault("nobody works on the queue", stuck(m.depth, 5000), stuck(m.jobs, 0)),
  memory: fault(
    "memory runs out",
    { effect: "broken", check: "memory_heap" },
    { effect: "broken", check: "memory_rss" },
  ),
  slowChecks: fault("the AI service takes 4 s to answer the health check", {
    effect: "lag",
    check: "ai-services",
    seconds: 4,
  }),
  throttled: fault(
    "five times the load, half of it refused",
    { effect: "surge", times: 5 },
    { effect: "fail", share: 0.5, status: "429" },
  ),
  diskFilling: broken("disk"),
  spike: surge(5),
  logFlood: logFlood(logs),
  traceLoss: losing("traces"),
  clockSkew: clockSkew(7200),
} satisfies Record<string, Fault>;

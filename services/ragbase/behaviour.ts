import type { Behaviour, Call, Moment } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, logLine, observe, set } from "../../declaration/emission";
import type { Fault } from "../../declaration/fault";
import { broken, clockSkew, down, failing, fault, sends, slow, stuck, surge } from "../../declaration/fault";
import { logFlood } from "../../declaration/log-flood";
import { nodeProcess } from "../node-process/behaviour";
import { memoryLimitBytes } from "./limits";
import { logs, metrics as m } from "./telemetry";

const formats = [
  { format: "pdf", lane: "heavy" },
  { format: "md", lane: "fast" },
  { format: "txt", lane: "fast" },
  { format: "json", lane: "fast" },
] as const;

const processIs = { pid: 1, hostname: "backend" };

/** The worker calls back: a document is chunked and embedded. */
function processed(call: Call): readonly Emission[] {
  const document = formats[Math.floor(call.random() * formats.length)] ?? formats[0];
  const good = call.status === "200" && call.random() > 0.02;
  return [
    count(m.documents, { ...document, status: good ? "completed" : "failed" }),
    ...(good ? [observe(m.embedding, {}, 0.2 + call.random() * 1.5)] : []),
  ];
}

function requestLines(call: Call): readonly Emission[] {
  const request = {
    method: call.method,
    url: call.route,
    "user-agent": "ragbase-client/1.0",
    "content-type": "application/json",
    statusCode: Number(call.status),
    reqId: call.requestId,
    ...processIs,
  };
  const completed = logLine(logs, { level: "info", message: "request completed", fields: request });
  if (!call.failed) return [completed];
  const type = call.failing.has("database") ? "DATABASE_ERROR" : "INTERNAL_ERROR";
  const message = `${call.method} ${call.route} failed`;
  return [completed, logLine(logs, { level: "error", message, fields: { ...request, type } })];
}

function everyCall(call: Call): readonly Emission[] {
  const labels = { method: call.method, path: call.route, status: call.status };
  return [count(m.requests, labels), observe(m.duration, labels, call.seconds), ...requestLines(call)];
}

function queue({ random }: Moment): readonly Emission[] {
  return [
    set(m.queue, { status: "waiting" }, Math.floor(random() * 8)),
    set(m.queue, { status: "active" }, 1 + Math.floor(random() * 3)),
    set(m.queue, { status: "delayed" }, 0),
    set(m.queue, { status: "failed" }, 2),
  ];
}

/** A normal day. Routes but /internal/callback, load and latencies are the catalog's: ragbase states none. */
export const behaviour: Behaviour = {
  operations: [
    {
      name: "POST /api/query",
      method: "POST",
      route: "/api/query",
      perSecond: 2,
      latency: { p50: 0.08, p95: 0.35 },
    },
    {
      name: "GET /api/documents/:id",
      method: "GET",
      route: "/api/documents/:id",
      perSecond: 1,
      latency: { p50: 0.01, p95: 0.04 },
    },
    {
      name: "POST /api/documents",
      method: "POST",
      route: "/api/documents",
      perSecond: 0.5,
      latency: { p50: 0.06, p95: 0.3 },
      status: "201",
    },
    {
      name: "POST /internal/callback",
      method: "POST",
      route: "/internal/callback",
      perSecond: 0.5,
      latency: { p50: 0.1, p95: 0.4 },
      emits: processed,
    },
  ],
  onCall: everyCall,
  background: [{ everySeconds: 5, emits: queue }, nodeProcess(m, 180)],
};

function errorLine(type: string, level: "warn" | "error" | "critical", message: string): Emission {
  return logLine(logs, { level, message, fields: { ...processIs, type } });
}

/** What counts against a client's limit: calls under /internal/ do not. */
const limitedOperations = behaviour.operations
  .map(({ name }) => name)
  .filter((name) => !name.includes(" /internal/"));
const limited = "Too many requests, please try again later";

export const faults = {
  errors: failing(0.2, "500"),
  // Half of the requests miss their objective: the budget burns ten times as fast as it may.
  slow: slow(10),
  // Nearly no request keeps its objective.
  stalled: slow(200),
  down: down(),
  databaseDown: broken("database", { effect: "fail", share: 0.9, status: "500" }),
  // Redis and the queue change together, in health as in life.
  redisDown: broken(
    "redis",
    { effect: "broken", check: "queue" },
    {
      effect: "fail",
      share: 0.9,
      status: "500",
      operations: ["POST /api/documents"],
    },
  ),
  queueGrowing: fault("nobody works on the queue", stuck(m.queue, 500, { status: "waiting" })),
  errorTypeRepeats: fault(
    "embeddings fail, though every request is answered",
    sends(() => [errorLine("EMBEDDING_ERROR", "error", "embedding failed")]),
  ),
  throttled: fault(
    "five times the load, half of it refused",
    { effect: "surge", times: 5 },
    { effect: "fail", share: 0.5, status: "429", operations: limitedOperations },
  ),
  // As its code stands: the refusal leaves as a 500, so each is an error for everyone who counts.
  throttledAs500: fault(
    "five times the load, half of it refused with 500 instead of 429",
    { effect: "surge", times: 5 },
    { effect: "fail", share: 0.5, status: "500", operations: limitedOperations },
    sends(() => [errorLine("RATE_LIMITED", "warn", limited)]),
  ),
  uploadFailures: fault(
    "documents that were taken in cannot be processed",
    sends(() => [count(m.documents, { status: "failed", format: "pdf", lane: "heavy" })]),
  ),
  memory: fault("the process nears its limit", stuck(m.residentMemory, 0.95 * memoryLimitBytes)),
  spike: surge(5),
  logFlood: logFlood(logs),
  clockSkew: clockSkew(7200),
} satisfies Record<string, Fault>;

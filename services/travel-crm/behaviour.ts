import type { Behaviour, Call, Moment } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, logLine, observe, set } from "../../declaration/emission";
import { nodeProcess } from "../node-process/behaviour";
import { logs, metrics as m } from "./telemetry";

/** Failed queries end in an error, not in the histogram. */
function query(
  call: Call,
  operation: "find" | "insert" | "update" | "aggregate",
  collection: string,
): readonly Emission[] {
  return call.failed ? [] : [observe(m.queries, { operation, collection }, call.seconds * 0.6)];
}

function book(call: Call): readonly Emission[] {
  if (call.failed) return [];
  const status = call.random() < 0.8 ? "confirmed" : "pending";
  return [
    ...query(call, "insert", "bookings"),
    count(m.bookings, { status }),
    count(m.emails, { status: "sent", type: "transactional" }),
  ];
}

function pay(call: Call): readonly Emission[] {
  if (call.failed) return [];
  const status = call.random() < 0.97 ? "succeeded" : "failed";
  return [...query(call, "update", "payments"), count(m.payments, { gateway: "stripe", status })];
}

function errorLine(call: Call): Emission {
  const error = call.failing.has("mongodb")
    ? "connect ECONNREFUSED 127.0.0.1:27017"
    : "Internal server error";
  const name = call.failing.has("mongodb") ? "MongoServerSelectionError" : "Error";
  const stack = `${name}: ${error}\n    at ${call.route}`;
  const fields = { traceId: call.requestId, error, stack, userId: "u-1001", tenantId: "t-7" };
  return logLine(logs, { level: "error", message: "Error occurred", fields });
}

function everyCall(call: Call): readonly Emission[] {
  const labels = { method: call.method, route: call.route, status_code: call.status };
  const fields = {
    traceId: call.requestId,
    method: call.method,
    route: call.route,
    statusCode: Number(call.status),
  };
  const message = `${call.method} ${call.route} ${call.status}`;
  return [
    count(m.requests, labels),
    observe(m.duration, labels, call.seconds),
    logLine(logs, { level: "info", message, fields }),
    ...(call.failed ? [errorLine(call)] : []),
  ];
}

function standing({ inFlight, random }: Moment): readonly Emission[] {
  return [
    set(m.connections, {}, inFlight + 5),
    set(m.cacheHitRate, { cache_type: "redis" }, 90 + 5 * random()),
    ...(["email", "sla"] as const).flatMap((queue_name) => [
      set(m.jobs, { queue_name, status: "waiting" }, Math.floor(random() * 5)),
      set(m.jobs, { queue_name, status: "active" }, 1),
      set(m.jobs, { queue_name, status: "failed" }, 0),
    ]),
  ];
}

/** What a container of travel-crm takes when all is well. */
const residentMiB = 220;

/** A normal day. Routes, load and latencies are the catalog's: travel-crm states none. */
export const behaviour: Behaviour = {
  operations: [
    {
      name: "GET /api/queries/:id",
      method: "GET",
      route: "/api/queries/:id",
      perSecond: 3,
      latency: { p50: 0.04, p95: 0.25 },
      failing: 0.001,
      emits: (call) => query(call, "find", "queries"),
    },
    {
      name: "POST /api/bookings",
      method: "POST",
      route: "/api/bookings",
      perSecond: 0.5,
      latency: { p50: 0.12, p95: 0.6 },
      status: "201",
      emits: book,
    },
    {
      name: "POST /api/payments",
      method: "POST",
      route: "/api/payments",
      perSecond: 0.3,
      latency: { p50: 0.3, p95: 1.2 },
      emits: pay,
    },
    {
      name: "POST /api/auth/login",
      method: "POST",
      route: "/api/auth/login",
      perSecond: 0.2,
      latency: { p50: 0.15, p95: 0.4 },
      emits: (call) => query(call, "find", "users"),
    },
  ],
  onCall: everyCall,
  background: [{ everySeconds: 5, emits: standing }, nodeProcess(m, residentMiB)],
};

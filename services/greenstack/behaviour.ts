import type { Behaviour, Call, Moment, Operation } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, logLine, observe, set } from "../../declaration/emission";
import { groupedStatuses } from "../../telemetry/python-defaults";
import { errorOf, pick } from "./errors";
import { runtimeEmissions } from "./runtime";
import { logs, m } from "./telemetry";
import { ioddUpload } from "./upload";

// Of the 124 endpoints systems.md names only the upload: the other paths, and all loads, are the catalog's examples.
const edsUpload: Operation = {
  name: "POST /api/eds/upload",
  method: "POST",
  route: "/api/eds/upload",
  perSecond: 0.1,
  latency: { p50: 0.15, p95: 0.5 },
  emits: (call) => [
    count(m.edsUploads, { status: call.status.startsWith("2") ? "success" : "failed" }),
    observe(m.parseDuration, { file_type: "EDS" }, call.seconds * 0.5),
  ],
};

const reads: readonly Operation[] = [
  {
    name: "GET /api/devices",
    method: "GET",
    route: "/api/devices",
    perSecond: 2,
    latency: { p50: 0.03, p95: 0.12 },
  },
  {
    name: "GET /api/devices/{device_id}",
    method: "GET",
    route: "/api/devices/{device_id}",
    perSecond: 1.5,
    latency: { p50: 0.02, p95: 0.08 },
  },
];

const createTicket: Operation = {
  name: "POST /api/tickets",
  method: "POST",
  route: "/api/tickets",
  perSecond: 0.1,
  latency: { p50: 0.04, p95: 0.15 },
  emits: (call) =>
    call.failed
      ? []
      : [
          logLine(logs, {
            level: "info",
            message: "Ticket created",
            fields: {
              logger: "src.routes.ticket_routes",
              event: "ticket_created",
              priority: pick(call, ["low", "medium", "high"]),
            },
          }),
        ],
};

const runPqa: Operation = {
  name: "POST /api/pqa/runs",
  method: "POST",
  route: "/api/pqa/runs",
  perSecond: 0.05,
  latency: { p50: 0.3, p95: 0.7 },
  emits: (call) =>
    call.failed
      ? []
      : [
          logLine(logs, {
            level: "info",
            message: "PQA run finished",
            fields: {
              logger: "src.routes.pqa_routes",
              event: "pqa_run",
              result: call.random() < 0.9 ? "passed" : "failed",
            },
          }),
        ],
};

/** What each request leaves, whatever its endpoint; the upload's handler logs its own failures. */
function onCall(call: Call): readonly Emission[] {
  const { method, route } = call;
  const status = groupedStatuses.find((group) => group[0] === call.status[0]) ?? "5xx";
  return [
    count(m.requests, { method, endpoint: route, status: call.status }),
    observe(m.duration, { method, endpoint: route }, call.seconds),
    count(m.handled, { handler: route, method, status }),
    observe(m.handledDuration, { handler: route, method }, call.seconds),
    ...(call.failed && route !== ioddUpload.route
      ? [
          logLine(logs, {
            level: "error",
            message: `${method} ${route} failed`,
            fields: { logger: "src.api", function: "handle_error", line: 17, ...errorOf(call) },
          }),
        ]
      : []),
  ];
}

function state(moment: Moment): readonly Emission[] {
  return [
    set(m.activeDevices, { type: "IODD" }, 1200 + Math.floor(moment.uptimeSeconds / 300)),
    set(m.activeDevices, { type: "EDS" }, 340 + Math.floor(moment.uptimeSeconds / 900)),
    set(m.connections, {}, 2 + Math.floor(moment.random() * 4)),
    set(m.inProgress, { method: "GET", handler: "/api/devices/{device_id}" }, moment.inFlight),
  ];
}

/** A normal working day. */
export const behaviour: Behaviour = {
  operations: [ioddUpload, edsUpload, ...reads, createTicket, runPqa],
  onCall,
  background: [{ everySeconds: 5, emits: (moment) => [...state(moment), ...runtimeEmissions(moment)] }],
};

import type { Behaviour, Call, Moment, Operation } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, logLine, observe, set } from "../../declaration/emission";
import type { GdprEvent } from "./gdpr";
import { gdprLine } from "./gdpr";
import { logs, m } from "./telemetry";

// The paths under a rate limit are stated; the others, and all loads, are the catalog's examples.
const register: Operation = {
  name: "POST /api/register",
  method: "POST",
  route: "/api/register",
  perSecond: 0.2,
  latency: { p50: 0.05, p95: 0.15 },
  emits: (call) => (call.failed ? [] : [count(m.registrations, { tier: "trial" })]),
};

const preferences: Operation = {
  name: "PUT /api/preferences",
  method: "PUT",
  route: "/api/preferences",
  perSecond: 0.3,
  latency: { p50: 0.04, p95: 0.12 },
  emits: (call) => (call.random() < 0.01 ? [count(m.errors, { type: "validation" })] : []),
};

const newsletters: Operation = {
  name: "GET /api/newsletters",
  method: "GET",
  route: "/api/newsletters",
  perSecond: 5,
  latency: { p50: 0.03, p95: 0.12 },
};

function gdprOperation(route: string, event: GdprEvent, perSecond: number): Operation {
  return {
    name: `POST ${route}`,
    method: "POST",
    route,
    perSecond,
    latency: { p50: 0.06, p95: 0.2 },
    emits: (call) => {
      const user = `user-${Math.floor(call.random() * 10_000)}`;
      return call.failed ? [] : [gdprLine(event, call, user), gdprLine("audit", call, user)];
    },
  };
}

/** Half of the failures are answered with 5xx, half die in an exception, as a Worker's do. */
function onCall(call: Call): readonly Emission[] {
  const { method, route: endpoint, status } = call;
  const ms = call.seconds * 1000;
  const api = { endpoint: endpoint.replace(/^\/api/, "") };
  const died = call.failed && call.random() < 0.5;
  const timing = died
    ? [
        set(m.exceptionDuration, { endpoint, method }, ms),
        count(m.exceptionCount, { endpoint, method }),
        count(m.errors, { type: "exception" }),
      ]
    : [
        set(m.requestDuration, { endpoint, method, status }, ms),
        count(m.requestCount, { endpoint, method, status }),
        set(m.apiDuration, api, ms),
        count(m.apiCount, api),
      ];
  return [...timing, observe(m.serverDuration, { method, status }, call.seconds), ...lineOf(call)];
}

/** Errors are always logged, the rest is sampled. */
function lineOf(call: Call): readonly Emission[] {
  const { route: endpoint } = call;
  if (!call.failed) {
    const line = {
      level: "info",
      message: "Request completed",
      fields: { component: "http", endpoint },
    } as const;
    return call.random() < 0.1 ? [logLine(logs, line)] : [];
  }
  const lost = call.failing.has("database");
  return [
    logLine(logs, {
      level: "error",
      message: lost ? "Database unreachable" : "Request failed",
      fields: { component: "http", endpoint, ...(lost ? { critical: "true" } : {}) },
    }),
  ];
}

/** Mail and money: both go on whether somebody calls or not. */
function state(moment: Moment): readonly Emission[] {
  const secondsOfDay = (moment.time.getTime() / 1000) % 86_400;
  const llm = 8 + 10 * (secondsOfDay / 86_400);
  const email = 2 + 4 * (secondsOfDay / 86_400);
  return [
    count(m.emails, { type: "daily", tier: "trial" }, 2),
    set(m.conversion, { period: "daily" }, 0.04 + moment.random() * 0.02),
    set(m.tokens, { model: "grok-3" }, 1500 + Math.floor(moment.random() * 3000)),
    set(m.costLlm, {}, llm),
    set(m.costEmail, {}, email),
    set(m.costTotal, {}, llm + email),
  ];
}

/** A normal day. */
export const behaviour: Behaviour = {
  operations: [
    register,
    preferences,
    newsletters,
    gdprOperation("/api/gdpr/export", "export", 0.02),
    gdprOperation("/api/gdpr/delete", "deletion", 0.01),
    gdprOperation("/api/gdpr/consent", "consent", 0.02),
  ],
  onCall,
  background: [{ everySeconds: 5, emits: state }],
};

import { defineService } from "../declaration/define-service";
import { availability, latency } from "../declaration/slo";
import { serverErrors } from "../telemetry/http";
import { alerts, throttlingFirst } from "./ragbase/alerts";
import { behaviour, faults } from "./ragbase/behaviour";
import { boards } from "./ragbase/boards";
import { checklist } from "./ragbase/checklist";
import { health, probes } from "./ragbase/health";
import { team } from "./ragbase/team";
import { logs, metrics as m, origin } from "./ragbase/telemetry";
import { corsOpen, readinessLost } from "./stack/readiness/lost";

const gibibyte = 1024 ** 3;
const errors = m.requests.where({ status: serverErrors });

export const ragbase = defineService({
  origin,
  description: "Document retrieval, backend: takes in documents, has them processed, answers queries.",
  owner: team,
  importance: "high",
  // Not stated.
  version: "0.1.0",
  port: 3000,
  metrics: m,
  delivery: { by: "scrape", port: 3000, path: "/metrics" },
  red: { requests: [m.requests], errors: [errors], duration: m.duration, by: ["path", "status"] },
  // No traces: ragbase makes none.
  logs,
  health,
  probes,
  behaviour,
  faults: { ...faults, corsOpen: corsOpen(origin) },
  // It promises nothing of its own: the catalog's objectives, on a bucket that exists.
  slos: [
    availability({
      objective: 0.999,
      bad: [errors],
      total: [m.requests],
      description: "Requests that do not fail.",
      diagnosis: [throttlingFirst],
      spentUnder: { fast: ["errors", "databaseDown", "redisDown", "throttledAs500"] },
    }),
    latency({
      objective: 0.95,
      of: m.duration,
      within: 0.5,
      description: "Requests answered within 0.5 s.",
      spentUnder: { fast: ["stalled"], moderate: ["slow"] },
    }),
  ],
  alerts: [...alerts, readinessLost(origin, ["corsOpen"])],
  boards,
  rateLimits: [
    {
      paths: "*",
      // /ready and /live are limited.
      except: ["/internal/", "/health", "/metrics"],
      requests: 100,
      window: "1m",
      per: "the first address of x-forwarded-for, else IP",
      // As its code stands it answers 500: that is the fault throttledAs500.
      status: 429,
      // At the start of a window; retry-after and reset count down from there.
      headers: {
        "retry-after": "60",
        "x-ratelimit-limit": "100",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "60",
      },
      body: {
        error: "RATE_LIMITED",
        message: "Too many requests, please try again later",
        retryAfter: "1 minute",
      },
    },
  ],
  dependsOn: [
    { name: "database", kind: "database" },
    { name: "redis", kind: "cache" },
    { name: "queue", kind: "queue" },
  ],
  checklist,
  facts: {
    memoryLimitBytes: gibibyte,
    memoryReservationBytes: gibibyte / 2,
    // Its own shutdown takes up to 30 s; compose sets no grace period, which would be 10 s.
    stopGraceSeconds: 30,
    requestIdHeader: "x-request-id",
    alertThresholdVariable: "ALERT_THRESHOLD",
    corsOriginVariable: "CORS_ORIGIN",
    corsMethods: "GET, POST, PUT, DELETE",
    corsHeaders: "Content-Type, X-API-Key",
    corsCredentials: "allowed",
    webhookVariable: "ALERT_WEBHOOK_URL",
    maxFileSizeMegabytes: 50,
  },
});

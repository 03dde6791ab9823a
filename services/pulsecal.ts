import { defineService } from "../declaration/define-service";
import { availability, latency } from "../declaration/slo";
import type { Team } from "../declaration/team";
import { alerts } from "./pulsecal/alerts";
import { behaviour, faults } from "./pulsecal/behaviour";
import { boards } from "./pulsecal/boards";
import { furtherAlerts } from "./pulsecal/further-alerts";
import { health, probes } from "./pulsecal/health";
import { logs, metrics as m, origin, spans } from "./pulsecal/telemetry";
import { corsOpen, readinessLost } from "./stack/readiness/lost";

const team: Team = {
  name: "pulsecal",
  // Its alerts carry no severity or receiver of their own; the catalog sends them to PagerDuty and Slack.
  channels: { critical: ["pagerduty", "slack"], warning: ["pagerduty", "slack"], info: ["slack"] },
  escalation: { after: "15m", to: "the engineering lead on call", channel: "pagerduty" },
};

export const pulsecal = defineService({
  origin,
  description:
    "Health-metrics API (NestJS): takes in readings of devices, analyses them, alerts their users.",
  owner: team,
  importance: "high",
  version: "1.0.0",
  port: 3001,
  metrics: m,
  delivery: { by: "scrape", port: 3001, path: "/metrics", every: "15s" },
  red: { requests: [m.requests], errors: [m.errors], duration: m.duration, by: ["route", "status"] },
  logs,
  spans,
  health,
  probes,
  behaviour,
  faults: { ...faults, corsOpen: corsOpen(origin) },
  // Pulsecal promises nothing; the latency bound is that of its alert.
  slos: [
    availability({
      objective: 0.999,
      bad: [m.errors],
      total: [m.requests],
      description: "Requests that do not fail.",
      spentUnder: { fast: ["errors", "databaseDown"] },
    }),
    latency({
      objective: 0.95,
      of: m.duration,
      within: 2,
      description: "Requests answered within 2 s.",
      spentUnder: { fast: ["stalled"], moderate: ["slow"] },
    }),
  ],
  alerts: [...alerts, ...furtherAlerts, readinessLost(origin, ["corsOpen"], ["slack"])],
  boards,
  // A route may override them.
  rateLimits: [
    {
      paths: "*",
      except: ["/health/", "/health", "/metrics"],
      requests: 100,
      window: "60s",
      per: "IP",
      status: 429,
    },
    { paths: "/ingestion", requests: 1000, window: "1m", per: "device", status: 429 },
  ],
  dependsOn: [
    { name: "database", kind: "database" },
    { name: "redis", kind: "cache" },
    // On port 8000.
    { name: "ai-services", kind: "service" },
  ],
  // It has no checklist of its own: these are the seven points of security and operations in its documents.
  checklist: [
    { section: "Security", line: "Access to logs is controlled" },
    { section: "Security", line: "Traces are sanitised" },
    { section: "Security", line: "/metrics is internal only" },
    { section: "Security", line: "Health may be public" },
    { section: "Monitoring", line: "Log retention is configurable" },
    { section: "Monitoring", line: "Traces are sampled" },
    { section: "Monitoring", line: "Rejected requests are tracked" },
  ],
  facts: {
    target: "api:3001",
    metricsSwitch: "METRICS_ENABLED",
    tracesSwitch: "TRACING_ENABLED",
    logFilesSwitch: "ENABLE_FILE_LOGGING",
    logFolder: "LOG_DIR",
    logFolderDefault: "./logs",
    tracesAddress: "JAEGER_ENDPOINT",
    logTcpHost: "LOGSTASH_HOST",
    logTcpPort: "LOGSTASH_PORT",
  },
});

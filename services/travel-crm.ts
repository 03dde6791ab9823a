import { defineService } from "../declaration/define-service";
import { availability, latency } from "../declaration/slo";
import { serverErrors } from "../telemetry/http";
import { corsOpen, readinessLost } from "./stack/readiness/lost";
import { alerts } from "./travel-crm/alerts";
import { behaviour } from "./travel-crm/behaviour";
import { boards } from "./travel-crm/boards";
import { faults } from "./travel-crm/faults";
import { furtherAlerts } from "./travel-crm/further-alerts";
import { health, probes } from "./travel-crm/health";
import { memoryLimitBytes } from "./travel-crm/limits";
import { team } from "./travel-crm/team";
import { logs, metrics as m, origin } from "./travel-crm/telemetry";

const errors = m.requests.where({ status_code: serverErrors });

export const travelCrm = defineService({
  origin,
  description: "Travel agency CRM (Express): queries of customers, bookings, payments.",
  owner: team,
  importance: "high",
  // Neither version nor port is stated.
  version: "1.0.0",
  port: 4000,
  metrics: m,
  delivery: { by: "scrape", port: 4000, path: "/metrics" },
  red: { requests: [m.requests], errors: [errors], duration: m.duration, by: ["route", "status_code"] },
  // No traces but those of its error tracker, which belfry does not get.
  logs,
  health,
  probes,
  behaviour,
  faults: { ...faults, corsOpen: corsOpen(origin) },
  // It promises nothing; the catalog's objectives.
  slos: [
    availability({
      objective: 0.999,
      bad: [errors],
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
  alerts: [...alerts, ...furtherAlerts, readinessLost(origin, ["corsOpen"])],
  boards,
  dependsOn: [
    { name: "mongodb", kind: "database" },
    { name: "redis", kind: "cache" },
  ],
  checklist: [
    { section: "Monitoring", line: "Metrics tracked" },
    { section: "Monitoring", line: "Dashboards" },
    { section: "Monitoring", line: "Error tracking" },
    { section: "Monitoring", line: "Logs structured and searchable" },
    { section: "Monitoring", line: "Health checks" },
    { section: "Infrastructure", line: "Kubernetes probes" },
    { section: "Monitoring", line: "Alerts (Slack, e-mail, PagerDuty)" },
    { section: "Delivery", line: "CI/CD tested" },
    { section: "Security", line: "Security scans pass" },
    { section: "Delivery", line: "Images built and pushed automatically" },
    { section: "Backup", line: "Backup automation" },
    { section: "Delivery", line: "Documentation" },
  ],
  facts: {
    memoryLimitBytes,
    requestIdHeader: "X-Trace-ID",
    errorRateThresholdVariable: "ALERT_ERROR_RATE_THRESHOLD",
    memoryThresholdVariable: "ALERT_MEMORY_THRESHOLD",
    emailVariable: "ADMIN_EMAIL",
  },
});

import { defineService } from "../declaration/define-service";
import { uptime } from "../declaration/slo";
import { alerts } from "./greenstack/alerts";
import { behaviour } from "./greenstack/behaviour";
import { applicationOverview } from "./greenstack/boards/application-overview";
import { audit } from "./greenstack/boards/audit";
import { businessMetrics } from "./greenstack/boards/business-metrics";
import { errorTracking } from "./greenstack/boards/error-tracking";
import { logsBoard, tracesBoard } from "./greenstack/boards/logs-and-traces";
import { systemHealth } from "./greenstack/boards/system-health";
import { checklist } from "./greenstack/checklist";
import { faults } from "./greenstack/faults";
import { hostAlerts } from "./greenstack/host-alerts";
import { team } from "./greenstack/team";
import { endpoints, logs, m, origin, spans, target, version } from "./greenstack/telemetry";
import { corsOpen, readinessLost } from "./stack/readiness/lost";

export const greenstack = defineService({
  origin,
  description:
    "Device-description manager (FastAPI): takes IODD and EDS files, parses them, keeps their devices.",
  owner: team,
  importance: "high",
  version,
  port: 8000,
  metrics: m,
  delivery: { by: "scrape", port: 8000, path: "/metrics", every: "15s" },
  red: {
    requests: [m.requests],
    errors: [m.requests.where({ status: { matches: "5.." } })],
    duration: m.duration,
    by: ["endpoint", "status"],
  },
  logs,
  spans,
  health: [
    {
      name: "health",
      path: "/health",
      body: ({ time }) => ({ status: "healthy", timestamp: time.toISOString() }),
    },
    { name: "liveness", path: "/health/live", body: () => ({ alive: true }) },
    {
      name: "readiness",
      path: "/health/ready",
      // It answers 200 whatever it finds, so only its body tells.
      status: { healthy: 200, failing: 200 },
      checks: ["database", "disk_space", "memory"],
      body: ({ checks, healthy, time }) => ({ ready: healthy, checks, timestamp: time.toISOString() }),
      expect: [
        { check: "database", matches: '"database":\\s*true' },
        { check: "disk_space", matches: '"disk_space":\\s*true' },
        { check: "memory", matches: '"memory":\\s*true' },
      ],
    },
  ],
  probes: [
    {
      kind: "liveness",
      endpoint: "liveness",
      initialDelaySeconds: 30,
      periodSeconds: 10,
      failureThreshold: 3,
    },
    {
      kind: "readiness",
      endpoint: "readiness",
      initialDelaySeconds: 10,
      periodSeconds: 5,
      successThreshold: 1,
    },
  ],
  behaviour,
  faults: { ...faults, corsOpen: corsOpen(origin) },
  slos: [
    uptime({
      objective: 0.999,
      of: target.probeSuccess.where({ probe: "liveness", check: "all" }),
      description: "Time in which the API answers.",
      spentUnder: { fast: ["down"] },
    }),
  ],
  alerts: [...alerts, ...hostAlerts, readinessLost(origin, ["corsOpen"])],
  boards: [applicationOverview, systemHealth, businessMetrics, errorTracking, audit, logsBoard, tracesBoard],
  dependsOn: [{ name: "database", kind: "database" }],
  checklist,
  facts: {
    "API endpoints": endpoints,
    "routes files": 27,
    "critical traced paths": 20,
    "instrumentation switch": "ENABLE_METRICS",
    "log file in production": "/var/log/greenstack/app.log",
    "log retention": "30d",
    "readiness disk limit": "90%",
    "readiness memory limit": "80%",
    "error tracker release": `greenstack@${version}`,
    "error tracker traces sampled": 0.1,
    "error tracker profiles sampled": 0.1,
    "error tracker, $ a month": 29,
    "Prometheus and Grafana hosting, $ a month": 200,
    "PagerDuty, $ a user and month": 25,
    "observability in all, about $ a month": 300,
    "own build, estimated weeks": 8,
    "own build, estimated $": 40_500,
  },
});

import type { HealthEndpoint, ServiceProbe } from "../../declaration/health";

const checks = ["mongodb", "redis"] as const;

export const health: readonly HealthEndpoint[] = [
  {
    name: "live",
    path: "/health/live",
    body: ({ time }) => ({ status: "ok", timestamp: time.toISOString() }),
  },
  {
    name: "ready",
    path: "/health/ready",
    checks,
    // A check is `unknown`, and the status `error`, only while the endpoint itself fails.
    body: (state) => ({
      status: state.healthy ? "ready" : "not_ready",
      checks: Object.fromEntries(
        Object.entries(state.checks).map(([name, ok]) => [name, ok ? "ok" : "down"]),
      ),
    }),
    expect: checks.map((check) => ({ check, matches: `"${check}":\\s*"ok"` })),
  },
  {
    name: "startup",
    path: "/health/startup",
    body: ({ uptimeSeconds }) => ({ status: "started", uptime: uptimeSeconds }),
  },
];

// No numbers are stated: the catalog's are those that Kubernetes has by default, and half a minute to start.
export const probes: readonly ServiceProbe[] = [
  { kind: "liveness", endpoint: "live", periodSeconds: 10, chosen: true },
  { kind: "readiness", endpoint: "ready", periodSeconds: 10, chosen: true },
  { kind: "startup", endpoint: "startup", periodSeconds: 5, failureThreshold: 6, chosen: true },
];

import type { HealthEndpoint, ServiceProbe } from "../../declaration/health";

/** As its security middleware sends them with every answer. */
const securityHeaders = {
  "content-security-policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
};

export const health: readonly HealthEndpoint[] = [
  {
    name: "health",
    path: "/health",
    headers: securityHeaders,
    without: ["x-powered-by"],
    body: () => ({ status: "ok" }),
  },
  {
    name: "ready",
    path: "/ready",
    checks: ["database", "redis", "queue"],
    body: ({ checks, healthy, version, uptimeSeconds }) => ({
      status: healthy ? "ok" : "degraded",
      checks,
      version,
      uptime: uptimeSeconds,
    }),
    expect: ["database", "redis", "queue"].map((check) => ({ check, matches: `"${check}":\\s*true` })),
  },
  { name: "live", path: "/live", body: () => ({ alive: true }) },
];

export const probes: readonly ServiceProbe[] = [
  // The health command of its compose file; the start period of 40 s becomes the delay.
  {
    kind: "liveness",
    endpoint: "health",
    initialDelaySeconds: 40,
    periodSeconds: 30,
    timeoutSeconds: 10,
    failureThreshold: 3,
  },
  { kind: "readiness", endpoint: "ready", periodSeconds: 10, timeoutSeconds: 10, chosen: true },
];

import type { ChecklistFact, RateLimit } from "../../declaration/checklist";

/** Limits by address and endpoint. `Retry-After` is the whole window, in seconds. */
export const rateLimits: readonly RateLimit[] = [
  limit("/api/register", 5, "1h", 3600),
  limit("/api/preferences", 20, "1h", 3600),
  limit("*", 100, "1m", 60),
];

function limit(
  paths: string,
  requests: number,
  window: RateLimit["window"],
  windowSeconds: number,
): RateLimit {
  const headers = {
    "Retry-After": String(windowSeconds),
    "X-RateLimit-Limit": String(requests),
    "X-RateLimit-Remaining": "0",
  };
  return { paths, requests, window, per: "IP and endpoint", status: 429, headers };
}

/** The owner's own checklist. */
const launch: readonly ChecklistFact[] = [
  { section: "Security", line: "Rate limiting on all endpoints" },
  { section: "Monitoring", line: "Structured logging everywhere" },
  { section: "Monitoring", line: "Error tracking configured" },
  { section: "Infrastructure", line: "Health checks passing" },
  { section: "Security", line: "Security headers" },
  { section: "Security", line: "GDPR endpoints" },
  { section: "Performance", line: "Performance budgets met" },
  { section: "Monitoring", line: "Alerts configured" },
  { section: "Monitoring", line: "Runbooks documented" },
  { section: "Backup", line: "Disaster recovery tested" },
  { section: "Monitoring", line: "Dashboards operational" },
  { section: "Security", line: "All security scans pass" },
];

/** What its requirements name besides. */
const further: readonly ChecklistFact[] = [
  { section: "Security", line: "Vulnerability scans" },
  { section: "Security", line: "Request validation" },
  { section: "Security", line: "OWASP Top 10" },
  { section: "Security", line: "Penetration test" },
  { section: "Security", line: "Token audit" },
  { section: "Security", line: "Rate-limit-bypass attempts" },
  { section: "Security", line: "Encryption verified" },
  { section: "Security", line: "Abuse detection system" },
  { section: "Security", line: "GDPR: export, deletion, consent, audit log, compliance reports" },
  {
    section: "Monitoring",
    line: "Error tracking: source maps, grouping rules, thresholds, recovery workflows",
  },
  { section: "Monitoring", line: "Synthetic monitoring, status page, uptime" },
  { section: "Monitoring", line: "Sampling for high-volume events" },
  { section: "Monitoring", line: "Retention policy for logs" },
  { section: "Performance", line: "Response caching" },
  { section: "Performance", line: "Query optimisation" },
  { section: "Performance", line: "Pooling" },
  { section: "Performance", line: "CDN" },
  { section: "Performance", line: "Load test: 10,000 concurrent users" },
  { section: "Performance", line: "Soak test: 24 h" },
  { section: "Performance", line: "Spike test: 5× normal" },
  { section: "Performance", line: "Database connection limits" },
  { section: "Performance", line: "Rate-limit verification" },
];

export const checklist: readonly ChecklistFact[] = [...launch, ...further];

import { loadCatalog } from "../../catalog";
import { checklist, isChecklistSystem, linesFor } from "../../policy/checklist";
import { type System, systems } from "../../policy/checklist/line";
import { policies } from "../../policy/policies";

/**
 * Every checklist line, success criterion, indicator and security point of systems.md, typed by hand a second time,
 * beside the line of the merged checklist that stands for it.
 */
const written: Readonly<Record<System, readonly (readonly [words: string, id: string])[]>> = {
  newsletter: [
    ["rate limiting on all endpoints", "security.rate-limiting"],
    ["429 with Retry-After, per IP and endpoint", "security.rate-limiting"],
    ["an abuse detection system is wanted", "security.abuse-detection"],
    ["structured logging everywhere", "monitoring.structured-logs"],
    ["error tracking configured", "monitoring.error-tracking"],
    ["source maps, grouping rules, thresholds, recovery workflows", "monitoring.error-tracking"],
    ["health checks passing", "infrastructure.health-checks"],
    ["security headers", "security.security-headers"],
    ["GDPR endpoints", "security.gdpr-endpoints"],
    ["GDPR export, deletion, consent, audit log, compliance reports", "security.gdpr-events"],
    ["performance budgets met: error rate < 1 %, p95 < 300 ms", "performance.budgets"],
    ["uptime 99.9 %", "monitoring.uptime"],
    ["alerts configured, to Slack and e-mail", "monitoring.alerts"],
    ["runbooks documented", "monitoring.runbooks"],
    ["disaster recovery tested", "backup.disaster-recovery"],
    ["dashboards operational", "monitoring.dashboards"],
    ["business metrics, performance, cost, user behaviour analytics", "monitoring.dashboards"],
    ["all security scans pass", "security.scans"],
    ["vulnerability scans", "security.scans"],
    ["request validation", "security.request-validation"],
    ["OWASP Top 10", "security.owasp"],
    ["penetration test", "security.penetration-test"],
    ["token audit", "security.token-audit"],
    ["rate-limit-bypass attempts", "security.rate-limit-bypass"],
    ["encryption verified", "security.tls"],
    ["synthetic monitoring, status page, uptime", "monitoring.uptime"],
    ["sampling for high-volume events", "monitoring.event-sampling"],
    ["retention policy", "monitoring.log-retention"],
    ["a new trace id per request, header X-Trace-Id", "monitoring.correlation"],
    ["cost, with a daily budget", "monitoring.cost-budget"],
    ["10,000 concurrent users", "performance.load-test"],
    ["24 h soak", "performance.soak-test"],
    ["spikes of 5x normal", "performance.spike-test"],
    ["database connection limits", "performance.connection-limits"],
    ["rate-limit verification", "performance.rate-limit-verification"],
    ["response caching", "performance.response-caching"],
    ["query optimisation", "performance.query-optimisation"],
    ["pooling", "performance.pooling"],
    ["CDN", "performance.cdn"],
  ],
  pulsecal: [
    ["access to logs is controlled", "security.log-access"],
    ["retention configurable", "monitoring.log-retention"],
    ["traces are sampled", "monitoring.trace-sampling"],
    ["traces are sanitised", "security.traces-sanitised"],
    ["/metrics is internal only", "security.metrics-internal"],
    ["health may be public", "security.health-without-internals"],
    ["rejected requests are tracked", "monitoring.rejected-requests"],
    ["100 per 60 s per IP, ingestion 1,000/min per device", "security.rate-limiting"],
    ["scraped every 15 s", "monitoring.metrics-interval"],
    ["dashboards: HTTP, errors, business, system, queues", "monitoring.dashboards"],
  ],
  ragbase: [
    ["API_KEY strong and unique", "security.strong-api-key"],
    ["POSTGRES_PASSWORD strong", "security.strong-passwords"],
    ["template values that must be refused", "security.no-template-values"],
    ["CORS origin is the production one", "security.cors-origin"],
    ["CORS limited to methods, headers and the production origin", "security.cors-origin"],
    ["no secrets in images", "security.no-secrets-in-images"],
    ["no debug endpoints", "security.published-ports"],
    ["published 3000:3000 and nothing else", "security.published-ports"],
    ["CSP", "security.security-headers"],
    ["no x-powered-by", "security.security-headers"],
    ["/metrics internal only", "security.metrics-internal"],
    ["no PII in logs", "security.no-credentials-in-logs"],
    ["API keys never logged", "security.no-credentials-in-logs"],
    ["sensitive labels filtered", "security.no-credentials-in-logs"],
    ["health shows no internals", "security.health-without-internals"],
    ["throttling is meant as 429", "security.rate-limiting"],
    ["pgvector present", "infrastructure.pgvector"],
    ["Redis persistence", "infrastructure.redis-persistence"],
    ["health checks", "infrastructure.health-checks"],
    ["health commands", "infrastructure.platform-probes"],
    ["resource limits", "infrastructure.resource-limits"],
    ["volumes", "infrastructure.volumes"],
    ["restart unless stopped", "infrastructure.restart"],
    ["shutdown within 30 s", "infrastructure.graceful-shutdown"],
    ["/metrics reachable for Prometheus", "monitoring.metrics-arrive"],
    ["log aggregation", "monitoring.logs-searchable"],
    ["alert webhook tested", "monitoring.webhook-tested"],
    ["thresholds fit", "monitoring.thresholds"],
    ["x-request-id is kept, and on each response", "monitoring.correlation"],
    ["HNSW index exists", "performance.vector-index"],
    ["connection pooling", "performance.pooling"],
    ["rate limits sized", "performance.rate-limits-sized"],
    ["PostgreSQL backups", "backup.databases"],
    ["Redis AOF", "backup.redis-aof"],
    ["disaster recovery plan", "backup.recovery-plan"],
  ],
  greenstack: [
    ["metrics every 15 s", "monitoring.metrics-interval"],
    ["logs searchable within 30 s", "monitoring.logs-searchable"],
    ["traces within 1 min", "monitoring.traces-arrive"],
    ["dashboards load in < 3 s", "monitoring.dashboard-speed"],
    ["alerts resolved without action < 5 %", "monitoring.alert-noise"],
    ["detection < 5 min", "monitoring.detection"],
    ["recovery < 30 min", "monitoring.recovery-time"],
    ["uptime > 99.9 %", "monitoring.uptime"],
    ["every endpoint has metrics (124)", "monitoring.endpoint-metrics"],
    ["a DR drill is done", "backup.disaster-recovery"],
    ["all incidents use dashboards", "monitoring.incidents-use-dashboards"],
    ["weekly metrics review", "monitoring.weekly-review"],
    ["escalation policies documented", "monitoring.escalation"],
    ["not resolved in 15 min: page a senior engineer", "monitoring.escalation"],
    ["27 routes files, all with structured logs", "monitoring.structured-logs"],
    ["20 critical traced paths", "monitoring.traces-arrive"],
    ["all errors in the error tracker", "monitoring.error-tracking"],
    ["logs kept 30 days", "monitoring.log-retention"],
    ["never credentials", "security.no-credentials-in-logs"],
    [
      "missing: authentication and authorisation events",
      "security.log-authentication-and-authorisation-events",
    ],
    ["missing: admin actions", "security.log-admin-actions"],
    ["missing: configuration changes", "security.log-configuration-changes"],
    ["missing: data changes (who, what, when)", "security.log-data-changes"],
    ["missing: query times", "performance.log-query-times"],
    ["missing: cache hits", "performance.log-cache-hits"],
    ["missing: background tasks", "monitoring.log-background-tasks"],
    ["missing: external calls", "monitoring.log-external-calls"],
    ["critical to PagerDuty 24/7", "monitoring.alerts"],
    ["runbooks for 10 scenarios or more, one for every critical alert", "monitoring.runbooks"],
    ["log and trace dashboards, runbook links in dashboards", "monitoring.dashboards"],
  ],
  "travel-crm": [
    ["metrics tracked", "monitoring.metrics-arrive"],
    ["dashboards", "monitoring.dashboards"],
    ["error tracking", "monitoring.error-tracking"],
    ["logs structured and searchable", "monitoring.logs-searchable"],
    ["HTTP access log, rotation, aggregation wanted", "monitoring.logs-searchable"],
    ["health checks", "infrastructure.health-checks"],
    ["Kubernetes probes", "infrastructure.platform-probes"],
    ["alerts (Slack, e-mail, PagerDuty)", "monitoring.alerts"],
    ["an APM is wanted", "monitoring.apm"],
    ["incoming X-Trace-ID is kept, else a UUID", "monitoring.correlation"],
    ["cookies, authorization, body, query, e-mail: PII", "security.no-credentials-in-logs"],
    ["CI/CD tested", "delivery.ci"],
    ["on push and pull request: lint, unit and integration tests, coverage", "delivery.ci"],
    ["dependency audit, Snyk, OWASP dependency check", "security.scans"],
    ["the audit fails at high or above", "delivery.audit-level"],
    ["security scans pass", "security.scans"],
    ["images built and pushed automatically", "delivery.images"],
    ["tagged with the commit, latest only from main", "delivery.images"],
    ["automated deployment", "delivery.deployment"],
    ["backup automation", "backup.databases"],
    ["documentation", "delivery.documentation"],
  ],
};

const cases = systems.flatMap((system) => written[system].map(([words, id]) => ({ system, words, id })));

test.each(cases)("$system asks for: $words ($id)", ({ system, id }) => {
  expect(linesFor(system).map((line) => line.id)).toContain(id);
});

test.each(systems)("%s has no line that its documents do not ask for", (system) => {
  const asked = [...new Set(written[system].map(([, id]) => id))].sort();
  expect(
    linesFor(system)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(asked);
});

test("every line that a declaration carries is a source of some line, word for word", () => {
  const declared = loadCatalog().flatMap(({ origin, checklist: lines = [] }) =>
    lines.map(({ line }) => ({ system: origin.system, line })),
  );
  const isHeld = ({ system, line }: { system: string; line: string }) =>
    isChecklistSystem(system) && checklist.some(({ sources }) => sources[system]?.includes(line));
  expect(declared.length).toBe(95);
  expect(declared.filter((one) => !isHeld(one))).toEqual([]);
});

test("lines and policies have names of their own, and lines name policies that exist", () => {
  const ids = checklist.map(({ id }) => id);
  const names = policies.map(({ name }) => name);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(names).size).toBe(names.length);
  expect(checklist.flatMap((line) => line.policies).filter((name) => !names.includes(name))).toEqual([]);
});

test("a line that policies alone prove names at least one, and every other says what would prove it", () => {
  const alone = checklist.filter(({ wants }) => wants === undefined);
  expect(alone.filter((line) => line.policies.length === 0)).toEqual([]);
  const others = checklist.filter(({ judgedBy }) => ["probed", "drilled", "attested"].includes(judgedBy));
  expect(others.filter(({ wants }) => (wants ?? "").length < 10)).toEqual([]);
});

test("policies are claims in kebab-case, with a description and a fix that end as sentences do", () => {
  for (const { name, description, fix } of policies) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(description).toMatch(/^[A-Z].*\.$/);
    expect(fix.length).toBeGreaterThan(10);
  }
});

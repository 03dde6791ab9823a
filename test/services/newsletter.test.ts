import type { Panel } from "../../declaration/board";
import type { HealthState } from "../../declaration/health";
import { leaves } from "../../queries/expression";
import { printQuery } from "../../queries/print";
import { newsletter } from "../../services/newsletter";
import { durationBounds } from "../../services/newsletter/otlp-json";
import { play, playFault, sentMetrics, undeclared } from "./play";

// Numbers and names of systems.md, typed a second time.
const request = ["endpoint", "method", "status"];
const failed = ["endpoint", "method"];
const metrics: readonly (readonly [string, string, string, readonly string[]])[] = [
  ["user.registration", "user_registration", "counter", ["tier"]],
  ["email.sent", "email_sent", "counter", ["type", "tier"]],
  ["error.rate", "error_rate", "counter", ["type"]],
  ["conversion.rate", "conversion_rate", "gauge", ["period"]],
  ["llm.tokens.used", "llm_tokens_used", "gauge", ["model"]],
  ["cost.daily.llm", "cost_daily_llm", "gauge", []],
  ["cost.daily.email", "cost_daily_email", "gauge", []],
  ["cost.daily.total", "cost_daily_total", "gauge", []],
  ["api.request.duration", "api_request_duration", "gauge", ["endpoint"]],
  ["api.request.count", "api_request_count", "counter", ["endpoint"]],
  ["request.duration.duration", "request_duration_duration", "gauge", request],
  ["request.duration.count", "request_duration_count", "counter", request],
  ["request.error.duration.duration", "request_error_duration_duration", "gauge", failed],
  ["request.error.duration.count", "request_error_duration_count", "counter", failed],
  ["http.server.request.duration", "http_server_request_duration", "histogram", ["method", "status"]],
];

function metric(name: string) {
  const found = Object.values(newsletter.metrics).find((one) => one.name === name);
  if (!found) throw new Error(`no metric ${name}`);
  return found;
}

test.each(metrics)("declares %s, stored as %s", (name, series, kind, labels) => {
  const found = metric(name);
  expect([found.series, found.kind, Object.keys(found.labels)]).toEqual([series, kind, labels]);
});

test("declares no other metric, and sends each", () => {
  expect(Object.values(newsletter.metrics)).toHaveLength(metrics.length);
  expect(sentMetrics(play(newsletter))).toEqual(metrics.map(([name]) => name).sort());
});

test("sends only what is declared", () => {
  expect(undeclared(play(newsletter))).toEqual([]);
  expect(undeclared(play(newsletter, new Set(["database"])))).toEqual([]);
  for (const fault of ["abusiveClient", "rateLimitBypass"]) {
    expect(undeclared(playFault(newsletter, fault))).toEqual([]);
  }
});

test.each([
  ["user.registration", "tier", "trial"],
  ["email.sent", "type", "daily"],
  ["conversion.rate", "period", "daily"],
  ["llm.tokens.used", "model", "grok-3"],
  ["error.rate", "type", "validation"],
  ["api.request.count", "endpoint", "/register"],
])("%s knows %s=%s", (name, label, value) => {
  expect(metric(name).labels[label]).toMatchObject({ examples: expect.arrayContaining([value]) });
});

test("measures last values in milliseconds, and percentiles in seconds with a bound at the objective", () => {
  for (const name of ["api.request", "request.duration", "request.error.duration"]) {
    expect(metric(`${name}.duration`).unit).toBe("milliseconds");
  }
  const { unit, buckets } = metric("http.server.request.duration");
  expect(unit).toBe("seconds");
  const bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.3, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
  expect([buckets, durationBounds]).toEqual([bounds, bounds]);
});

test("pushes deltas every 15 s", () => {
  expect(newsletter.id).toBe("newsletter/newsletter-api");
  expect(newsletter.delivery).toEqual({ by: "otlp", temporality: "delta", every: "15s" });
});

function answer(broken?: string) {
  const endpoint = newsletter.health?.[0];
  if (!endpoint) throw new Error("no endpoint");
  const checks = Object.fromEntries((endpoint.checks ?? []).map((check) => [check, check !== broken]));
  const state: HealthState = {
    ...{ time: new Date(0), uptimeSeconds: 42, version: "1.0.0" },
    ...{ checks, healthy: broken === undefined },
  };
  return { endpoint, body: endpoint.body(state) };
}

test("answers /healthz", () => {
  const { endpoint, body } = answer("stripe");
  expect([endpoint.path, endpoint.status]).toEqual(["/healthz", { healthy: 200, failing: 503 }]);
  expect(answer().body).toMatchObject({ status: "healthy" });
  expect(body).toEqual({
    status: "degraded",
    timestamp: "1970-01-01T00:00:00.000Z",
    version: "1.0.0",
    checks: {
      ...{ database: "healthy", kv: "healthy", r2: "healthy" },
      ...{ grok: "healthy", resend: "healthy", stripe: "unhealthy" },
    },
    metrics: { uptime: 42, memory: expect.any(Object), requestsPerSecond: expect.any(Number) },
  });
});

test.each(["database", "kv", "r2", "grok", "resend", "stripe"])(
  "a probe from outside sees that %s is not healthy, and only that",
  (broken) => {
    const { endpoint, body } = answer(broken);
    const text = JSON.stringify(body);
    const unwell = (endpoint.expect ?? []).filter(({ matches }) => !new RegExp(matches).test(text));
    expect(unwell.map(({ check }) => check)).toEqual([broken]);
  },
);

const mine = 'system="newsletter", service="newsletter-api"';
const all = `rate(request_duration_count{${mine}}[5m]) or rate(request_error_duration_count{${mine}}[5m])`;
const bad = `rate(request_duration_count{${mine}, status=~"5.."}[5m]) or rate(request_error_duration_count{${mine}}[5m])`;
const refused = `{${mine}, level="warn"} |= "Rate limit exceeded" | component="security" [5m]`;
const probe = (check: string) => `${mine}, probe="health", check${check}`;
const degraded = (check: string) =>
  `(probe_success{${probe(check)}} == 0) and on (service, probe, check) (probe_http_status_code{${probe(check)}} == 503)`;
const alerts: readonly (readonly [string, string, readonly unknown[]])[] = [
  [
    "HighErrorRate",
    `((sum (${bad}) or (sum (${all}) * 0)) / (sum (${all}) > 0)) > 0.01`,
    ["5m", "critical", ["errors", "databaseDown"]],
  ],
  [
    "SlowRequests",
    `histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_bucket{${mine}}[5m]))) > 0.3`,
    ["5m", "warning", ["slow", "stalled"]],
  ],
  [
    "ServiceDown",
    `(probe_success{${probe('="all"')}} == 0) unless on (service, probe, check) (probe_http_status_code{${probe('="all"')}} == 503)`,
    ["1m", "critical", ["down"]],
  ],
  ["DatabaseDown", degraded('="database"'), ["1m", "critical", ["databaseDown"]]],
  [
    "DependencyDown",
    degraded('=~"kv|r2|grok|resend|stripe"'),
    ["5m", "warning", ["emailProviderDown", "cacheDown"]],
  ],
  [
    "CertificateExpires",
    `max by (instance) (probe_ssl_earliest_cert_expiry{${probe('="all"')}} - time()) < 1209600`,
    ["1h", "warning", ["certificateExpiring"]],
  ],
  [
    "CostOverrun",
    `max (last_over_time(cost_daily_total{${mine}}[1h])) > 50`,
    [undefined, "warning", ["costOverrun"]],
  ],
  [
    "CriticalLogEntry",
    `sum by (component) (count_over_time({${mine}} | critical="true" [5m])) > 0`,
    [undefined, "critical", ["databaseDown"]],
  ],
  [
    "ErrorLogged",
    `sum by (component) (count_over_time({${mine}, level="error"} [5m])) > 0`,
    [undefined, "warning", ["errors", "databaseDown"]],
  ],
  [
    "AbusiveClient",
    `sum by (ip) (count_over_time(${refused})) >= 100`,
    [undefined, "warning", ["abusiveClient"]],
  ],
  [
    "RateLimitBypass",
    `count by (endpoint) (sum by (endpoint, ip) (count_over_time(${refused}))) >= 20`,
    [undefined, "warning", ["rateLimitBypass"]],
  ],
];

test.each(alerts)("alerts Slack and e-mail with %s", (name, expression, rest) => {
  const alert = newsletter.alerts.find((one) => one.name === name);
  if (!alert) throw new Error(`no alert ${name}`);
  expect(printQuery(alert.when.expression)).toBe(expression);
  expect([alert.hold, alert.severity, alert.firesUnder]).toEqual(rest);
  expect(alert.to ?? newsletter.owner.channels[alert.severity]).toEqual(["slack", "email"]);
});

test("has no other alert but that of the checklist", () =>
  expect(newsletter.alerts).toHaveLength(alerts.length + 1));

test("says the rule's own numbers", () => {
  const facts = { value: "<v>", threshold: "<t>", hold: "<h>", label: (name: string) => `<${name}>` };
  const said = (name: string) => newsletter.alerts.find((one) => one.name === name)?.description(facts);
  expect(said("HighErrorRate")).toBe("More than <t> have failed for <h>; it is <v> now.");
  expect(said("CostOverrun")).toBe("The budget of a day is <t>; today's cost is <v>.");
  expect(said("DependencyDown")).toBe("/healthz has called <check> not healthy for <h>.");
});

test("promises 1% of errors at most, a 95th percentile of 300 ms and an uptime of 99.9%", () => {
  expect(newsletter.slos?.map(({ kind, objective }) => [kind, objective])).toEqual([
    ["availability", 0.99],
    ["latency", 0.95],
    ["uptime", 0.999],
  ]);
  const [good] = newsletter.slos?.[1]?.good ?? [];
  expect(good?.matchers).toEqual([{ label: "le", operator: "=", value: "0.3" }]);
});

test("limits requests by address and endpoint", () => {
  const limit = (paths: string, requests: number, window: string, seconds: string) => ({
    ...{ paths, requests, window, per: "IP and endpoint", status: 429 },
    headers: {
      "Retry-After": seconds,
      "X-RateLimit-Limit": String(requests),
      "X-RateLimit-Remaining": "0",
    },
  });
  expect(newsletter.rateLimits).toEqual([
    limit("/api/register", 5, "1h", "3600"),
    limit("/api/preferences", 20, "1h", "3600"),
    limit("*", 100, "1m", "60"),
  ]);
});

test("warns of each refused request with who, where and how often", () => {
  const sent = playFault(newsletter, "rateLimitBypass");
  const line = sent.find((one) => one.kind === "log");
  expect(line).toMatchObject({
    ...{ level: "warn", message: "Rate limit exceeded" },
    fields: { ip: expect.any(String), endpoint: "/api/register", count: 6, component: "security" },
  });
});

test("logs what users ask for under the GDPR", () => {
  const lines = play(newsletter).flatMap((one) => (one.kind === "log" ? [one] : []));
  const gdpr = lines.filter(({ fields }) => fields.component === "gdpr");
  const shapes = new Map(
    gdpr.map(({ level, message, fields }) => [message, [level, ...Object.keys(fields).sort()]]),
  );
  expect(Object.fromEntries(shapes)).toEqual({
    "GDPR export requested": ["info", "component", "exportId", "userId"],
    "GDPR deletion requested": ["info", "component", "deletionId", "userId"],
    "GDPR consent changed": ["info", "component", "consentId", "userId"],
    "GDPR audit recorded": ["info", "auditId", "component", "userId"],
  });
});

test("marks as critical what must not wait", () => {
  const critical = play(newsletter, new Set(["database"])).filter(
    (one) => one.kind === "log" && one.fields.critical === "true",
  );
  expect(critical.length).toBeGreaterThan(0);
  expect(play(newsletter).some((one) => one.kind === "log" && one.fields.critical === "true")).toBe(false);
});

test("counts each request once: as an answer or as an exception", () => {
  const sent = play(newsletter);
  const total = (name: string) =>
    sent.reduce((sum, one) => sum + (one.kind === "count" && one.metric.name === name ? one.by : 0), 0);
  const observed = sent.filter((one) => one.kind === "observe").length;
  expect(total("request.duration.count") + total("request.error.duration.count")).toBe(observed);
  expect(total("request.error.duration.count")).toBeGreaterThan(0);
});

test("logs entries by OTLP, found by their trace id", () => {
  expect(newsletter.logs).toMatchObject({
    ...{ delivery: { by: "otlp" }, time: { key: "timestamp", format: "iso" }, level: { key: "level" } },
    ...{ message: "message", correlation: "traceId" },
  });
  expect(Object.keys(newsletter.logs?.fields ?? {})).toEqual(
    expect.arrayContaining(["environment", "component", "traceId", "userId", "critical"]),
  );
});

test("has the views that are wanted, and shows every metric in one", () => {
  const boards = newsletter.boards ?? [];
  expect(boards.map(({ title }) => title)).toEqual([
    "Performance",
    "Business Metrics",
    "Cost",
    "User Behaviour",
    "GDPR and Security",
    "Logs",
  ]);
  const seriesOf = (panel: Panel) =>
    Object.values(panel.queries).flatMap((query) =>
      "expression" in query
        ? leaves(query.expression).flatMap((leaf) => (leaf.kind === "series" ? [leaf.series] : []))
        : [],
    );
  const read = boards.flatMap(({ rows }) => rows.flatMap((row) => row.panels.flatMap(seriesOf)));
  const shown = new Set(read.map((series) => series.replace(/_bucket$/, "")));
  expect(metrics.map(([, series]) => series).filter((series) => !shown.has(series))).toEqual([]);
});

test("holds its checklist, its load and its budget", () => {
  expect(newsletter.checklist?.slice(0, 12).map(({ line }) => line)).toEqual([
    "Rate limiting on all endpoints",
    "Structured logging everywhere",
    "Error tracking configured",
    "Health checks passing",
    "Security headers",
    "GDPR endpoints",
    "Performance budgets met",
    "Alerts configured",
    "Runbooks documented",
    "Disaster recovery tested",
    "Dashboards operational",
    "All security scans pass",
  ]);
  expect(Object.values(newsletter.facts ?? {})).toEqual([
    ...[50, "5s", 1000, 200, 86400, "exports/<userId>/<exportId>.json"],
    ...["user, subscriptions, emails, preferences, engagement", 86400, "X-Trace-Id", "X-Response-Time"],
    ...["Too Many Requests", "errors only", 10000, 24, 5],
  ]);
});

import type { HealthState } from "../../../declaration/health";
import { newsletter } from "../../../services/newsletter";
import { durationBounds } from "../../../services/newsletter/otlp-json";
import { play, playFault, sentMetrics, undeclared } from "../play";

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

import type { HealthState } from "../../declaration/health";
import { printQuery } from "../../queries/print";
import { pulsecal } from "../../services/pulsecal";
import { alertFacts } from "../support/alert-facts";
import { play, sentMetrics, undeclared } from "./play";

// Numbers and names of systems.md, typed a second time.
const http = ["method", "route", "status"];
test.each([
  ["http_request_duration_seconds", "histogram", http, [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5]],
  ["http_requests_total", "counter", http, undefined],
  ["http_request_errors_total", "counter", http, undefined],
  ["metrics_ingested_total", "counter", [], undefined],
  ["alerts_created_total", "counter", [], undefined],
  ["ai_analysis_completed_total", "counter", [], undefined],
  ["ai_analysis_failed_total", "counter", [], undefined],
  ["websocket_messages_total", "counter", [], undefined],
  ["websocket_connections_active", "gauge", [], undefined],
  ["queue_jobs_active", "gauge", [], undefined],
  ["queue_depth", "gauge", [], undefined],
  ["database_connections_active", "gauge", [], undefined],
])("declares %s", (name, kind, labels, buckets) => {
  const metric = Object.values(pulsecal.metrics).find((one) => one.name === name);
  expect([metric?.kind, Object.keys(metric?.labels ?? {}), metric?.buckets]).toEqual([kind, labels, buckets]);
});

test("declares no other metric, and sends each", () => {
  expect(Object.values(pulsecal.metrics)).toHaveLength(12);
  const names = Object.values(pulsecal.metrics).map(({ name }) => name);
  expect(sentMetrics(play(pulsecal))).toEqual(names.sort());
});

test("sends only what is declared", () => {
  expect(undeclared(play(pulsecal))).toEqual([]);
  expect(undeclared(play(pulsecal, new Set(["ai-services"])))).toEqual([]);
});

test("is scraped at /metrics of port 3001 every 15 s", () => {
  expect(pulsecal.id).toBe("pulsecal/pulsecal-api");
  expect(pulsecal.port).toBe(3001);
  expect(pulsecal.delivery).toEqual({ by: "scrape", port: 3001, path: "/metrics", every: "15s" });
});

test("has the probes of its documents", () => {
  expect(pulsecal.probes).toEqual([
    { kind: "liveness", endpoint: "liveness", initialDelaySeconds: 30, periodSeconds: 10 },
    { kind: "readiness", endpoint: "readiness", initialDelaySeconds: 5, periodSeconds: 5 },
    { kind: "startup", endpoint: "startup", initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 30 },
  ]);
});

test.each([
  ["/health/liveness", []],
  ["/health/readiness", ["database", "redis"]],
  ["/health/startup", ["database", "redis", "ai-services"]],
  ["/health", ["database", "redis", "ai-services", "memory_heap", "memory_rss", "disk"]],
])("%s checks %j", (path, checks) => {
  expect(pulsecal.health?.find((endpoint) => endpoint.path === path)?.checks ?? []).toEqual(checks);
});

function state(broken?: string): HealthState {
  const names = ["database", "redis", "ai-services", "memory_heap", "memory_rss", "disk"];
  const checks = Object.fromEntries(names.map((name) => [name, name !== broken]));
  return {
    ...{ time: new Date(0), uptimeSeconds: 1, version: "1.0.0" },
    checks,
    healthy: broken === undefined,
  };
}

test("answers /health as Terminus does, within 5 s", () => {
  const endpoint = pulsecal.health?.find(({ path }) => path === "/health");
  expect(endpoint?.timeoutSeconds).toBe(5);
  const body = endpoint?.body({ ...state(), checks: { database: true, redis: false }, healthy: false });
  expect(body).toEqual({
    status: "error",
    info: { database: { status: "up" } },
    error: { redis: { status: "down" } },
    details: { database: { status: "up" }, redis: { status: "down" } },
  });
});

test.each(["database", "redis", "ai-services", "memory_heap", "memory_rss", "disk"])(
  "a probe from outside sees that %s is gone, and only that",
  (broken) => {
    const endpoint = pulsecal.health?.find(({ path }) => path === "/health");
    const body = JSON.stringify(endpoint?.body(state(broken)));
    const unwell = (endpoint?.expect ?? []).filter(({ matches }) => !new RegExp(matches).test(body));
    expect(unwell.map(({ check }) => check)).toEqual([broken]);
  },
);

const mine = 'system="pulsecal", service="pulsecal-api"';
const answers = `on (service) (sum by (service) (up{${mine}, job="pulsecal-api"}) > 0)`;
test.each([
  [
    "HighErrorRate",
    `sum (rate(http_request_errors_total{${mine}}[5m])) > 0.1`,
    ["critical", "5m", ["pagerduty", "slack"], ["errors", "databaseDown"]],
  ],
  [
    "HighLatency",
    `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{${mine}}[5m]))) > 2`,
    ["warning", "5m", ["pagerduty", "slack"], ["slow", "stalled"]],
  ],
  [
    "ServiceDown",
    `up{${mine}, job="pulsecal-api"} == 0`,
    ["critical", "1m", ["pagerduty", "slack"], ["down"]],
  ],
  [
    "DatabaseDown",
    `(probe_success{${mine}, probe="readiness", check="database"} == 0) and ${answers}`,
    ["critical", "1m", ["pagerduty", "slack"], ["databaseDown"]],
  ],
  [
    "HighMemoryUsage",
    `(probe_success{${mine}, probe="health", check=~"memory_heap|memory_rss"} == 0) and ${answers}`,
    ["warning", "5m", ["slack"], ["memory"]],
  ],
  [
    "SlowHealthChecks",
    `max (probe_duration_seconds{${mine}, probe="health", check="all"}) > 2`,
    ["warning", "5m", ["slack"], ["slowChecks"]],
  ],
  [
    "RateLimitingIssues",
    `sum (count_over_time({${mine}, level="warn"} |= "Rate limit exceeded" | context="RateLimitGuard" [5m])) > 100`,
    ["warning", "5m", ["slack"], ["throttled"]],
  ],
  [
    "DependencyDown",
    `(probe_success{${mine}, probe="health", check=~"redis|ai-services"} == 0) and ${answers}`,
    ["warning", "2m", ["slack"], ["redisDown", "aiServicesDown"]],
  ],
  ["QueueGrowing", `max (queue_depth{${mine}}) > 1000`, ["warning", "10m", ["slack"], ["queueGrowing"]]],
  [
    "DiskSpaceLow",
    `(probe_success{${mine}, probe="health", check="disk"} == 0) and ${answers}`,
    ["warning", "5m", ["slack"], ["diskFilling"]],
  ],
])("alerts with %s", (name, expression, rest) => {
  const alert = pulsecal.alerts.find((one) => one.name === name);
  if (!alert) throw new Error(`no alert ${name}`);
  expect(printQuery(alert.when.expression)).toBe(expression);
  const to = alert.to ?? pulsecal.owner.channels[alert.severity];
  expect([alert.severity, alert.hold, to, alert.firesUnder]).toEqual(rest);
  expect(alert.group).toBe("pulsecal_api");
});

test("has no other alert but that of the checklist", () => expect(pulsecal.alerts).toHaveLength(11));

test("says the rule's own numbers", () => {
  const latency = pulsecal.alerts.find(({ name }) => name === "HighLatency");
  expect(latency?.description(alertFacts)).toBe("The <p> has been above <t> for <h>; it is <v> now.");
  const limits = pulsecal.alerts.find(({ name }) => name === "RateLimitingIssues");
  expect(limits?.summary(alertFacts)).toBe("<v> requests were refused in <r>");
});

test("logs JSON lines into daily files, of which no line is read twice", () => {
  expect(pulsecal.logs).toMatchObject({
    delivery: { by: "files", read: ["application-*.log", "exceptions-*.log", "rejections-*.log"] },
    time: { key: "timestamp", format: "plain" },
    level: { key: "level" },
    message: "message",
    constant: { service: "pulsecal-api", version: "1.0.0", environment: "production" },
  });
  expect(Object.keys(pulsecal.logs?.fields ?? {})).toEqual(
    expect.arrayContaining(["context", "service", "version", "environment", "deviceId"]),
  );
});

test("sends its spans as Jaeger thrift over HTTP", () => {
  expect(pulsecal.spans).toMatchObject({ delivery: "jaeger-thrift-http", serviceName: "pulsecal-api" });
  expect(pulsecal.spans?.names).toContain("GET /ingestion/ppg");
});

test("limits requests but those to health and metrics", () => {
  expect(pulsecal.rateLimits).toEqual([
    {
      ...{ paths: "*", except: ["/health/", "/health", "/metrics"] },
      ...{ requests: 100, window: "60s", per: "IP", status: 429 },
    },
    { paths: "/ingestion", requests: 1000, window: "1m", per: "device", status: 429 },
  ]);
});

test("has seven points of security and operations, five boards, and knows its target", () => {
  expect(pulsecal.checklist).toHaveLength(7);
  expect(pulsecal.boards?.map(({ title }) => title)).toEqual([
    "HTTP",
    "Errors",
    "Business",
    "System",
    "Queues",
  ]);
  expect(pulsecal.facts).toMatchObject({
    target: "api:3001",
    logFolder: "LOG_DIR",
    logFolderDefault: "./logs",
  });
});

import type { MessageFacts } from "../../declaration/presentation";
import { printQuery } from "../../queries/print";
import { ragbase } from "../../services/ragbase";
import { ragbaseWorker } from "../../services/ragbase-worker";
import { alertFacts } from "../support/alert-facts";
import { play, playFault, sentMetrics, undeclared } from "./play";

// Numbers and names of systems.md, typed a second time.
const http = ["method", "path", "status"];
test.each([
  ["http_requests_total", "counter", http, undefined],
  ["http_request_duration_seconds", "histogram", http, [0.01, 0.05, 0.1, 0.5, 1, 2, 5]],
  ["documents_processed_total", "counter", ["status", "format", "lane"], undefined],
  ["processing_queue_size", "gauge", ["status"], undefined],
  ["embedding_generation_duration_seconds", "histogram", [], [0.1, 0.5, 1, 2, 5, 10]],
  ["process_resident_memory_bytes", "gauge", [], undefined],
  ["nodejs_eventloop_lag_seconds", "gauge", [], undefined],
])("declares %s", (name, kind, labels, buckets) => {
  const metric = Object.values(ragbase.metrics).find((one) => one.name === name);
  expect([metric?.kind, Object.keys(metric?.labels ?? {}), metric?.buckets]).toEqual([kind, labels, buckets]);
});

test("sends every metric that it declares, and nothing else", () => {
  const names = Object.values(ragbase.metrics).map(({ name }) => name);
  expect(sentMetrics(play(ragbase))).toEqual(names.sort());
  expect(undeclared(play(ragbase, new Set(["database"])))).toEqual([]);
  for (const fault of Object.keys(ragbase.faults)) expect(undeclared(playFault(ragbase, fault))).toEqual([]);
});

test("is scraped at port 3000; the worker at 8000 has no metrics", () => {
  expect([ragbase.id, ragbase.port, ragbase.delivery]).toEqual([
    "ragbase/ragbase-backend",
    3000,
    { by: "scrape", port: 3000, path: "/metrics" },
  ]);
  expect([ragbaseWorker.id, ragbaseWorker.port, ragbaseWorker.delivery, ragbaseWorker.metrics]).toEqual([
    "ragbase/ragbase-ai-worker",
    8000,
    { by: "none" },
    {},
  ]);
});

test("is asked for its health as compose does it", () => {
  const numbers = { kind: "liveness", endpoint: "health", periodSeconds: 30, timeoutSeconds: 10 };
  expect(ragbase.probes?.[0]).toEqual({ ...numbers, initialDelaySeconds: 40, failureThreshold: 3 });
  expect(ragbaseWorker.probes).toEqual([{ ...numbers, failureThreshold: 3 }]);
});

test.each([
  ["/health", {}, true, { status: "ok" }],
  ["/live", {}, true, { alive: true }],
  [
    "/ready",
    { database: true, redis: false, queue: false },
    false,
    {
      status: "degraded",
      checks: { database: true, redis: false, queue: false },
      version: "0.1.0",
      uptime: 12,
    },
  ],
])("answers %s", (path, checks, healthy, body) => {
  const endpoint = ragbase.health?.find((one) => one.path === path);
  const state = { time: new Date(0), uptimeSeconds: 12, version: "0.1.0", checks, healthy };
  expect(endpoint?.body(state)).toEqual(body);
});

test("a probe from outside tells which part is gone", () => {
  const ready = ragbase.health?.find(({ path }) => path === "/ready");
  const checks = { database: false, redis: true, queue: true };
  const state = { time: new Date(0), uptimeSeconds: 12, version: "0.1.0", checks, healthy: false };
  const body = JSON.stringify(ready?.body(state));
  const unwell = (ready?.expect ?? []).filter(({ matches }) => !new RegExp(matches).test(body));
  expect(unwell.map(({ check }) => check)).toEqual(["database"]);
});

const mine = 'system="ragbase", service="ragbase-backend"';
const answers = `on (service) (sum by (service) (up{${mine}, job="ragbase-backend"}) > 0)`;
const errors = `count_over_time({${mine}, level=~"error|critical"} | type!="" [1h])`;
const all = `sum (rate(http_requests_total{${mine}}[5m]))`;
const failed = `sum (rate(http_requests_total{${mine}, status=~"500|502|503|504"}[5m]))`;
test.each([
  [
    "ErrorTypeRepeats",
    `sum by (type, level) (${errors}) * 0 + on (type) group_left (job) (sum by (type) (${errors}) >= 5)`,
    [
      "warning",
      undefined,
      ["webhook"],
      ["errors", "databaseDown", "redisDown", "errorTypeRepeats", "throttledAs500"],
    ],
  ],
  [
    "HighErrorRate",
    `((${failed} or (${all} * 0)) / (${all} > 0)) > 0.05`,
    ["critical", "5m", ["pagerduty", "webhook"], ["errors", "databaseDown", "redisDown", "throttledAs500"]],
  ],
  [
    "ServiceDown",
    `up{${mine}, job="ragbase-backend"} == 0`,
    ["critical", "1m", ["pagerduty", "webhook"], ["down"]],
  ],
  [
    "DatabaseDown",
    `(probe_success{${mine}, probe="ready", check="database"} == 0) and ${answers}`,
    ["critical", "1m", ["pagerduty", "webhook"], ["databaseDown"]],
  ],
  [
    "RedisDown",
    `(probe_success{${mine}, probe="ready", check="redis"} == 0) and ${answers}`,
    ["critical", "1m", ["pagerduty", "webhook"], ["redisDown"]],
  ],
  [
    "QueueGrowing",
    `sum (processing_queue_size{${mine}, status="waiting"}) > 100`,
    ["warning", "10m", ["webhook"], ["queueGrowing"]],
  ],
  [
    "DocumentsFailing",
    `((sum (rate(documents_processed_total{${mine}, status="failed"}[15m])) or (sum (rate(documents_processed_total{${mine}}[15m])) * 0)) / (sum (rate(documents_processed_total{${mine}}[15m])) > 0)) > 0.5`,
    ["warning", "10m", ["webhook"], ["uploadFailures", "databaseDown"]],
  ],
  [
    "HighMemoryUsage",
    `(process_resident_memory_bytes{${mine}} / 1073741824) > 0.85`,
    ["warning", "5m", ["webhook"], ["memory"]],
  ],
])("alerts with %s", (name, expression, rest) => {
  const alert = ragbase.alerts.find((one) => one.name === name);
  if (!alert) throw new Error(`no alert ${name}`);
  expect(printQuery(alert.when.expression)).toBe(expression);
  const to = alert.to ?? ragbase.owner.channels[alert.severity];
  expect([alert.severity, alert.hold, to, alert.firesUnder]).toEqual(rest);
});

test("has no other alert but that of the checklist, and the worker two, over its health and its lines", () => {
  expect(ragbase.alerts).toHaveLength(9);
  const [down, unreadable, ...rest] = ragbaseWorker.alerts;
  expect(rest).toEqual([]);
  expect(unreadable && printQuery(unreadable.when.expression)).toBe(
    'sum (count_over_time({system="ragbase", service="ragbase-ai-worker", level=~"error|critical"} [15m])) >= 10',
  );
  expect(down && printQuery(down.when.expression)).toBe(
    'probe_success{system="ragbase", service="ragbase-ai-worker", probe="health", check="all"} == 0',
  );
});

const message: MessageFacts = {
  ...{ title: "Error Type Repeats", severity: "warning", severityInCapitals: "WARNING" },
  ...{ summary: "<summary>", description: "<description>", startedAt: "<time>", runbook: "<runbook>" },
  label: (name, otherwise = "") => ({ level: "critical", type: "T", service: "s" })[name] ?? otherwise,
};

test("posts to the webhook in the webhook's own shape, with the level of the lines", () => {
  const facts = { ...alertFacts, value: "7", threshold: "5" };
  expect(ragbase.alerts[0]?.summary(facts)).toBe("Error threshold exceeded: <type> (7 in last hour)");
  expect(ragbase.owner.presentation?.webhook?.(message)).toEqual({
    text: "[ERROR] <summary>",
    level: "critical",
    message: "<summary>",
    context: { service: "s", type: "T", severity: "warning", runbook: "<runbook>" },
    timestamp: "<time>",
  });
});

test("throttling that leaves as 500 is a fault of its own, and the first cause to check", () => {
  // Calls under /internal/ are not limited.
  const operations = ["POST /api/query", "GET /api/documents/:id", "POST /api/documents"];
  const refused = { effect: "fail", share: 0.5, operations };
  expect(ragbase.faults.throttledAs500?.effects).toContainEqual({ ...refused, status: "500" });
  expect(ragbase.faults.throttled?.effects).toContainEqual({ ...refused, status: "429" });
  const alert = ragbase.alerts.find(({ name }) => name === "HighErrorRate");
  expect(alert?.runbook.diagnosis[0]).toMatch(/^Is it throttling\?/);
  expect(ragbase.slos?.[0]?.diagnosis?.[0]).toMatch(/^Is it throttling\?/);
});

test("promises 99.9% and half a second, on a bucket that exists", () => {
  const [availability, latency] = ragbase.slos ?? [];
  expect([availability?.objective, availability?.window, latency?.objective]).toEqual([0.999, "30d", 0.95]);
  expect(latency?.good?.[0]?.matchers).toEqual([{ label: "le", operator: "=", value: "0.5" }]);
});

test("limits to 100 a minute with 429", () => {
  expect(ragbase.rateLimits).toEqual([
    {
      paths: "*",
      except: ["/internal/", "/health", "/metrics"],
      requests: 100,
      window: "1m",
      per: "the first address of x-forwarded-for, else IP",
      status: 429,
      headers: {
        "retry-after": "60",
        "x-ratelimit-limit": "100",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "60",
      },
      body: {
        error: "RATE_LIMITED",
        message: "Too many requests, please try again later",
        retryAfter: "1 minute",
      },
    },
  ]);
});

test("logs JSON on stdout", () => {
  expect(ragbase.logs).toMatchObject({
    delivery: { by: "stdout" },
    time: { key: "time", format: "iso" },
    level: { key: "level" },
    message: "msg",
  });
  expect(Object.keys(ragbase.logs?.fields ?? {})).toEqual(
    expect.arrayContaining(["pid", "hostname", "method", "url", "user-agent", "content-type", "statusCode"]),
  );
  expect(ragbaseWorker.logs?.delivery).toEqual({ by: "stdout" });
});

test("has its limits in bytes, and 30 s to stop", () => {
  const facts = {
    memoryLimitBytes: 1_073_741_824,
    memoryReservationBytes: 536_870_912,
    stopGraceSeconds: 30,
  };
  expect(ragbase.facts).toMatchObject(facts);
  expect(ragbaseWorker.facts).toMatchObject({
    memoryLimitBytes: 4_294_967_296,
    memoryReservationBytes: 2_147_483_648,
  });
});

test("says what CORS allows: to the one origin that its variable names", () => {
  expect(ragbase.facts).toMatchObject({
    corsOriginVariable: "CORS_ORIGIN",
    corsMethods: "GET, POST, PUT, DELETE",
    corsHeaders: "Content-Type, X-API-Key",
    corsCredentials: "allowed",
  });
});

test("has the lines of its checklist", () => {
  const sections = ragbase.checklist?.map(({ section }) => section) ?? [];
  const count = (section: string) => sections.filter((one) => one === section).length;
  expect(["Security", "Infrastructure", "Monitoring", "Performance", "Backup"].map(count)).toEqual([
    5, 5, 4, 3, 3,
  ]);
});

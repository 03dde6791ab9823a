import type { MessageFacts } from "../../declaration/presentation";
import { printQuery } from "../../queries/print";
import { travelCrm } from "../../services/travel-crm";
import { alertFacts } from "../support/alert-facts";
import { play, playFault, sentMetrics, undeclared } from "./play";

// Numbers and names of systems.md, typed a second time.
const http = ["method", "route", "status_code"];
test.each([
  ["travel_crm_http_request_duration_seconds", "histogram", http, [0.1, 0.5, 1, 2, 5, 10]],
  ["travel_crm_http_requests_total", "counter", http, undefined],
  ["travel_crm_active_connections", "gauge", [], undefined],
  [
    "travel_crm_db_query_duration_seconds",
    "histogram",
    ["operation", "collection"],
    [0.01, 0.05, 0.1, 0.5, 1, 2, 5],
  ],
  ["travel_crm_emails_sent_total", "counter", ["status", "type"], undefined],
  ["travel_crm_bookings_created_total", "counter", ["status"], undefined],
  ["travel_crm_payments_processed_total", "counter", ["gateway", "status"], undefined],
  ["travel_crm_cache_hit_rate", "gauge", ["cache_type"], undefined],
  ["travel_crm_job_queue_size", "gauge", ["queue_name", "status"], undefined],
  ["travel_crm_sla_breaches_total", "counter", ["severity"], undefined],
  ["travel_crm_process_resident_memory_bytes", "gauge", [], undefined],
  ["travel_crm_nodejs_heap_size_used_bytes", "gauge", [], undefined],
])("declares %s", (name, kind, labels, buckets) => {
  const metric = Object.values(travelCrm.metrics).find((one) => one.name === name);
  expect([metric?.kind, Object.keys(metric?.labels ?? {}), metric?.buckets]).toEqual([kind, labels, buckets]);
});

test("gives every metric its prefix", () => {
  const names = Object.values(travelCrm.metrics).map(({ name }) => name);
  expect(names.filter((name) => !name.startsWith("travel_crm_"))).toEqual([]);
});

test("sends every metric that it declares, SLA breaches when there are some, and nothing else", () => {
  const names = Object.values(travelCrm.metrics).map(({ name }) => name);
  expect(sentMetrics([...play(travelCrm), ...playFault(travelCrm, "slaBreach")])).toEqual(names.sort());
  expect(sentMetrics(play(travelCrm))).not.toContain("travel_crm_sla_breaches_total");
  expect(undeclared(play(travelCrm, new Set(["mongodb"])))).toEqual([]);
  expect(undeclared(playFault(travelCrm, "slaBreach"))).toEqual([]);
});

test("is scraped at /metrics", () => {
  expect([travelCrm.id, travelCrm.delivery]).toEqual([
    "travel-crm/travel-crm-api",
    { by: "scrape", port: 4000, path: "/metrics" },
  ]);
});

test.each([
  ["/health/live", {}, { status: "ok", timestamp: "2024-01-15T10:30:00.000Z" }],
  [
    "/health/ready",
    { mongodb: false, redis: true },
    { status: "not_ready", checks: { mongodb: "down", redis: "ok" } },
  ],
  ["/health/startup", {}, { status: "started", uptime: 12 }],
])("answers %s", (path, checks: Record<string, boolean>, body) => {
  const endpoint = travelCrm.health?.find((one) => one.path === path);
  const state = { time: new Date("2024-01-15T10:30:00Z"), uptimeSeconds: 12, version: "1.0.0", checks };
  const answer = endpoint?.body({ ...state, healthy: Object.values(checks).every(Boolean) });
  expect(answer).toEqual(body);
  const unwell = (endpoint?.expect ?? []).filter(
    ({ matches }) => !new RegExp(matches).test(JSON.stringify(answer)),
  );
  expect(unwell.map(({ check }) => check)).toEqual(path === "/health/ready" ? ["mongodb"] : []);
});

test("marks its probe numbers as chosen, since none are stated", () => {
  expect(travelCrm.probes?.map(({ endpoint, chosen }) => [endpoint, chosen])).toEqual([
    ["live", true],
    ["ready", true],
    ["startup", true],
  ]);
});

const mine = 'system="travel-crm", service="travel-crm-api"';
const all = `sum (rate(travel_crm_http_requests_total{${mine}}[5m]))`;
const failed = `sum (rate(travel_crm_http_requests_total{${mine}, status_code=~"500|502|503|504"}[5m]))`;
const breaches = `travel_crm_sla_breaches_total{${mine}}`;
const born = `(${breaches} unless ${breaches} offset 5m) or increase(${breaches}[5m])`;
test.each([
  [
    "HighErrorRate",
    `((${failed} or (${all} * 0)) / (${all} > 0)) > 0.05`,
    ["critical", "5m", ["slack"], ["errors", "databaseDown"]],
  ],
  [
    "SlaBreach",
    `sum by (sla_severity) (label_replace(sum by (severity) (${born}), "sla_severity", "$1", "severity", "(.*)")) > 0`,
    ["warning", undefined, ["slack"], ["slaBreach"]],
  ],
  [
    "DatabaseDown",
    `(probe_success{${mine}, probe="ready", check="mongodb"} == 0) and on (service) (sum by (service) (up{${mine}, job="travel-crm-api"}) > 0)`,
    ["critical", "1m", ["slack", "email"], ["databaseDown"]],
  ],
  [
    "DatabaseQueriesFailing",
    `sum (count_over_time({${mine}, level="error"} |= "Error occurred" | stack=~"(?s)Mongo.*" [5m])) >= 5`,
    ["critical", "1m", ["slack", "email"], ["databaseDown"]],
  ],
  [
    "HighMemoryUsage",
    `(travel_crm_process_resident_memory_bytes{${mine}} / 536870912) > 0.85`,
    ["warning", "5m", ["slack"], ["memory"]],
  ],
  ["ServiceDown", `up{${mine}, job="travel-crm-api"} == 0`, ["critical", "1m", undefined, ["down"]]],
  [
    "CacheDown",
    `(probe_success{${mine}, probe="ready", check="redis"} == 0) and on (service) (sum by (service) (up{${mine}, job="travel-crm-api"}) > 0)`,
    ["warning", "2m", undefined, ["redisDown"]],
  ],
  [
    "QueueGrowing",
    `max by (queue_name) (travel_crm_job_queue_size{${mine}, status="waiting"}) > 500`,
    ["warning", "10m", undefined, ["queueGrowing"]],
  ],
])("alerts with %s", (name, expression, rest) => {
  const alert = travelCrm.alerts.find((one) => one.name === name);
  if (!alert) throw new Error(`no alert ${name}`);
  expect(printQuery(alert.when.expression)).toBe(expression);
  expect([alert.severity, alert.hold, alert.to, alert.firesUnder]).toEqual(rest);
});

test("has no other alert but that of the checklist", () => expect(travelCrm.alerts).toHaveLength(9));

test.each([
  ["HighErrorRate", "7.3%", "5%", "High error rate detected: 7.3% (threshold: 5%)"],
  ["HighMemoryUsage", "91%", "85%", "High memory usage: 91% (threshold: 85%)"],
  ["DatabaseDown", "0", "0", "Database connection lost! Immediate action required."],
  ["SlaBreach", "1", "0", "SLA breach - severity <sla_severity>"],
])("%s says its text", (name, value, threshold, text) => {
  const facts = { ...alertFacts, value, threshold };
  expect(travelCrm.alerts.find((one) => one.name === name)?.summary(facts)).toBe(text);
});

test("thresholds are ratios, shown as per cent", () => {
  const thresholds = travelCrm.alerts.map(({ name, when }) => [name, when.threshold?.measure]);
  expect(thresholds).toContainEqual(["HighErrorRate", "ratio"]);
  expect(thresholds).toContainEqual(["HighMemoryUsage", "ratio"]);
});

const message: MessageFacts = {
  ...{ title: "Database Down", severity: "critical", severityInCapitals: "CRITICAL" },
  ...{ summary: "<summary>", description: "<description>", startedAt: "<time>", runbook: "<runbook>" },
  label: () => "",
};

test("looks in Slack and in the mailbox as its readers know it", () => {
  const { slack, email } = travelCrm.owner.presentation ?? {};
  expect(slack?.title(message)).toBe("Travel CRM Alert - CRITICAL");
  expect(slack?.text(message)).toBe("<summary>");
  expect(slack?.footer).toBe("Travel CRM Monitoring");
  expect(slack?.colours).toEqual({ critical: "#FF0000", warning: "#FFA500", info: "#0000FF" });
  expect(email?.subject(message)).toBe("Database Down");
});

test("logs JSON into combined.log, which alone is read", () => {
  expect(travelCrm.logs).toMatchObject({
    delivery: { by: "files", read: ["combined.log"], rotation: { sizeBytes: 5_242_880, files: 5 } },
    correlation: "traceId",
  });
  expect(Object.keys(travelCrm.logs?.fields ?? {})).toEqual(
    expect.arrayContaining(["traceId", "error", "stack", "userId", "tenantId"]),
  );
});

test("logs a breach with its query and level, in the words of the system", () => {
  const line = playFault(travelCrm, "slaBreach").find(({ kind }) => kind === "log");
  expect(line).toMatchObject({
    message: expect.stringMatching(/^SLA breach - Query \S+ escalated to level \d+$/),
    fields: { queryId: expect.any(String), escalationLevel: 2 },
  });
});

test("has the lines of its checklist, and its boards", () => {
  expect(travelCrm.checklist).toHaveLength(12);
  expect(travelCrm.boards?.map(({ title }) => title)).toEqual([
    "Database",
    "Business",
    "Queues and cache",
    "SLA",
    "Node.js process",
  ]);
});

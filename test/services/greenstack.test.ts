import { alertsOf } from "../../alerts/target-missing";
import type { Panel } from "../../declaration/board";
import type { HealthState } from "../../declaration/health";
import { leaves } from "../../queries/expression";
import { printQuery } from "../../queries/print";
import { printSearch } from "../../queries/traceql";
import { greenstack } from "../../services/greenstack";
import type { LabelSpec } from "../../telemetry/labels";
import { cardinality } from "../../telemetry/labels";
import { play, sentMetrics, undeclared } from "./play";

// Numbers and names of systems.md, typed a second time.
const python = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const none = undefined;
const metrics: readonly [string, string, readonly string[], readonly number[] | undefined][] = [
  ["greenstack_requests_total", "counter", ["method", "endpoint", "status"], none],
  ["greenstack_request_duration_seconds", "histogram", ["method", "endpoint"], python],
  ["greenstack_requests_inprogress", "gauge", ["method", "handler"], none],
  ["greenstack_iodd_uploads_total", "counter", ["status"], none],
  ["greenstack_eds_uploads_total", "counter", ["status"], none],
  ["greenstack_parse_duration_seconds", "histogram", ["file_type"], python],
  ["greenstack_active_devices", "gauge", ["type"], none],
  ["greenstack_database_connections", "gauge", [], none],
  ["http_requests_total", "counter", ["handler", "method", "status"], none],
  ["http_request_duration_seconds", "histogram", ["handler", "method"], [0.1, 0.5, 1]],
  ["python_gc_objects_collected_total", "counter", ["generation"], none],
  ["python_gc_objects_uncollectable_total", "counter", ["generation"], none],
  ["python_gc_collections_total", "counter", ["generation"], none],
  ["python_info", "gauge", ["implementation", "major", "minor", "patchlevel", "version"], none],
  ["process_virtual_memory_bytes", "gauge", [], none],
  ["process_resident_memory_bytes", "gauge", [], none],
  ["process_start_time_seconds", "gauge", [], none],
  ["process_cpu_seconds_total", "counter", [], none],
  ["process_open_fds", "gauge", [], none],
  ["process_max_fds", "gauge", [], none],
];

function metric(name: string) {
  const found = Object.values(greenstack.metrics).find((one) => one.name === name);
  if (!found) throw new Error(`no metric ${name}`);
  return found;
}

test.each(metrics)("declares %s", (name, kind, labels, buckets) => {
  const { kind: declared, labels: given, buckets: bounds } = metric(name);
  expect([declared, Object.keys(given), bounds]).toEqual([kind, labels, buckets]);
});

test("declares no other metric, and sends each", () => {
  expect(Object.values(greenstack.metrics)).toHaveLength(metrics.length);
  expect(sentMetrics(play(greenstack))).toEqual(metrics.map(([name]) => name).sort());
});

test("sends only what is declared", () => {
  expect(undeclared(play(greenstack))).toEqual([]);
  expect(undeclared(play(greenstack, new Set(["database"])))).toEqual([]);
});

test.each([
  ["greenstack_iodd_uploads_total", "status", ["success", "failed"]],
  ["greenstack_eds_uploads_total", "status", ["success", "failed"]],
  ["greenstack_parse_duration_seconds", "file_type", ["IODD", "EDS"]],
  ["greenstack_active_devices", "type", ["IODD", "EDS"]],
])("%s has the values of %s", (name, label, values) => {
  expect(metric(name).labels[label]).toEqual(values);
});

test("bounds endpoints by 124, and handlers by one more for paths that are no route", () => {
  const bound = (name: string, label: string) => cardinality(metric(name).labels[label] as LabelSpec);
  expect(bound("greenstack_requests_total", "endpoint")).toBe(124);
  expect(bound("greenstack_request_duration_seconds", "endpoint")).toBe(124);
  expect(bound("http_requests_total", "handler")).toBe(125);
});

test("is scraped at port 8000 every 15 s, as version 2.0.0", () => {
  expect(greenstack.id).toBe("greenstack/greenstack-api");
  expect([greenstack.port, greenstack.version]).toEqual([8000, "2.0.0"]);
  expect(greenstack.delivery).toEqual({ by: "scrape", port: 8000, path: "/metrics", every: "15s" });
});

test("has the probes of its documents", () => {
  expect(greenstack.probes).toEqual([
    {
      ...{ kind: "liveness", endpoint: "liveness" },
      ...{ initialDelaySeconds: 30, periodSeconds: 10, failureThreshold: 3 },
    },
    {
      ...{ kind: "readiness", endpoint: "readiness" },
      ...{ initialDelaySeconds: 10, periodSeconds: 5, successThreshold: 1 },
    },
  ]);
});

function answer(path: string, broken?: string) {
  const endpoint = greenstack.health?.find((one) => one.path === path);
  if (!endpoint) throw new Error(`no endpoint ${path}`);
  const checks = Object.fromEntries((endpoint.checks ?? []).map((check) => [check, check !== broken]));
  const state: HealthState = {
    ...{ time: new Date(0), uptimeSeconds: 1, version: "2.0.0" },
    ...{ checks, healthy: broken === undefined },
  };
  return { endpoint, body: endpoint.body(state) };
}

test.each([
  ["/health", { status: "healthy", timestamp: "1970-01-01T00:00:00.000Z" }],
  ["/health/live", { alive: true }],
  [
    "/health/ready",
    {
      ready: true,
      checks: { database: true, disk_space: true, memory: true },
      timestamp: "1970-01-01T00:00:00.000Z",
    },
  ],
])("answers %s", (path, body) => expect(answer(path).body).toEqual(body));

test.each(["database", "disk_space", "memory"])(
  "a probe from outside sees that %s is gone, and only that, though readiness answers 200",
  (broken) => {
    const { endpoint, body } = answer("/health/ready", broken);
    expect(endpoint.status).toEqual({ healthy: 200, failing: 200 });
    const unwell = (endpoint.expect ?? []).filter(
      ({ matches }) => !new RegExp(matches).test(JSON.stringify(body)),
    );
    expect(unwell.map(({ check }) => check)).toEqual([broken]);
  },
);

const mine = 'system="greenstack", service="greenstack-api"';
const host = 'system="belfry", service="node-exporter"';
const writes = `{${mine}, method=~"POST|PUT|PATCH|DELETE", status=~"5.."}`;
const failedWrites = `(greenstack_requests_total${writes} unless greenstack_requests_total${writes} offset 1m) or increase(greenstack_requests_total${writes}[1m])`;
const alerts: readonly (readonly [string, string, readonly unknown[]])[] = [
  [
    "ServiceDown",
    `up{${mine}, job="greenstack-api"} == 0`,
    ["critical", "30s", "1m", "critical", ["pagerduty"], ["down"]],
  ],
  [
    "HighErrorRate",
    `sum (rate(greenstack_requests_total{${mine}, status=~"5.."}[5m])) > 0.05`,
    ["critical", "30s", "2m", "critical", ["pagerduty"], ["errors", "databaseDown"]],
  ],
  [
    "DatabaseDown",
    `(sum by (service) (greenstack_database_connections{${mine}}) == 0) and on (service) ((min by (service) (probe_success{${mine}, probe="readiness", check="database"}) == 0) or (sum by (service) (${failedWrites}) > 0))`,
    ["critical", "30s", "30s", "critical", ["pagerduty"], ["databaseDown"]],
  ],
  [
    "DiskSpaceCritical",
    `(node_filesystem_avail_bytes{${host}, mountpoint="/"} / node_filesystem_size_bytes{${host}, mountpoint="/"}) < 0.1`,
    ["critical", "30s", "5m", "critical", ["pagerduty"], ["diskFilling"]],
  ],
  [
    "SlowRequests",
    `histogram_quantile(0.95, sum by (le) (rate(greenstack_request_duration_seconds_bucket{${mine}}[5m]))) > 1`,
    ["warnings", "1m", "5m", "warning", ["slack"], ["slow"]],
  ],
  [
    "HighMemoryUsage",
    `(node_memory_MemAvailable_bytes{${host}} / node_memory_MemTotal_bytes{${host}}) < 0.2`,
    ["warnings", "1m", "10m", "warning", ["slack"], ["memoryLow"]],
  ],
  [
    "UploadFailureSpike",
    `sum (rate(greenstack_iodd_uploads_total{${mine}, status="failed"}[15m])) > 0.1`,
    ["warnings", "1m", "5m", "warning", ["slack"], ["uploadFailures", "databaseDown"]],
  ],
];

test.each(alerts)("alerts with %s", (name, expression, rest) => {
  const alert = greenstack.alerts.find((one) => one.name === name);
  if (!alert) throw new Error(`no alert ${name}`);
  expect(printQuery(alert.when.expression)).toBe(expression);
  const to = alert.to ?? greenstack.owner.channels[alert.severity];
  const { group, every, hold, severity, firesUnder } = alert;
  expect([group, every, hold, severity, to, firesUnder]).toEqual(rest);
});

test("has no other alert but that of the checklist", () =>
  expect(greenstack.alerts).toHaveLength(alerts.length + 1));

test("says the rule's own numbers", () => {
  const facts = { value: "<v>", threshold: "<t>", hold: "<h>", label: (name: string) => `<${name}>` };
  const said = (name: string) => {
    const alert = greenstack.alerts.find((one) => one.name === name);
    return [alert?.summary(facts), alert?.description(facts)];
  };
  expect(said("ServiceDown")[0]).toBe("API has been unreachable for <h>");
  expect(said("HighErrorRate")).toEqual([
    "<v> requests end with a server error",
    "More than <t> have failed for <h>; it is <v> now.",
  ]);
});

test("has ten runbooks or more, each of another meaning", () => {
  const meanings = alertsOf(greenstack).map(({ runbook }) => runbook.meaning);
  expect(new Set(meanings).size).toBeGreaterThanOrEqual(10);
});

test("has the runbook of HighErrorRate to the letter, step by step", () => {
  const runbook = greenstack.alerts.find(({ name }) => name === "HighErrorRate")?.runbook;
  const order = [
    /by endpoint/,
    /error tracker.*last 15 minutes/i,
    /level=ERROR.*request_id/,
    /database down.*external API.*recent deploy/,
  ];
  expect(runbook?.diagnosis).toHaveLength(order.length);
  for (const [i, step] of order.entries()) expect(runbook?.diagnosis[i]).toMatch(step);
  expect(runbook?.mitigation).toEqual([
    "Roll back if recently deployed.",
    "Restart if it is a leak.",
    "Scale if out of capacity.",
    "Write it up in the ticket: what happened, why, what was done.",
  ]);
  expect(runbook?.escalation).toBe("Not resolved in 15 minutes: page a senior engineer.");
});

test("has the runbook of SlowRequests in its order", () => {
  const runbook = greenstack.alerts.find(({ name }) => name === "SlowRequests")?.runbook;
  const order = [/Traces/, /Query time.*index/, /Logs.*N\+1/, /CPU.*code.*memory.*leak.*disk/, /bottleneck/];
  expect(runbook?.diagnosis).toHaveLength(order.length);
  for (const [i, step] of order.entries()) expect(runbook?.diagnosis[i]).toMatch(step);
  expect(runbook?.mitigation.join(" ")).toMatch(/Fix.*mitigate/);
});

test("promises an uptime of 99.9%", () => {
  expect(greenstack.slos?.map(({ kind, objective, window }) => [kind, objective, window])).toEqual([
    ["uptime", 0.999, "30d"],
  ]);
});

test("logs JSON lines to stdout, which is read and the file is not", () => {
  expect(greenstack.logs).toMatchObject({
    delivery: { by: "stdout" },
    time: { key: "timestamp", format: "epoch-seconds" },
    level: {
      key: "level",
      spelling: { debug: "DEBUG", info: "INFO", warn: "WARNING", error: "ERROR", critical: "CRITICAL" },
    },
    message: "message",
    correlation: "request_id",
    constant: { app: "greenstack", version: "2.0.0" },
  });
  expect(Object.keys(greenstack.logs?.fields ?? {})).toEqual(
    expect.arrayContaining([
      "logger",
      "function",
      "line",
      "app",
      "version",
      "environment",
      "request_id",
      "event",
    ]),
  );
});

function uploadLines(status: "200" | "422") {
  const operation = greenstack.behaviour.operations.find(({ name }) => name === "POST /api/iodd/upload");
  const call = {
    ...({ method: "POST", route: "/api/iodd/upload", status, seconds: 0.4, failed: false } as const),
    ...{
      requestId: "req-1",
      traceId: "0af7",
      time: new Date(0),
      failing: new Set<string>(),
      random: () => 0.5,
    },
  };
  const emissions = operation?.emits?.(call) ?? [];
  return emissions.flatMap((one) => (one.kind === "log" ? [one] : []));
}

const own = ["function", "line", "logger"];
test.each([
  [
    "200",
    [
      ["info", "upload_start", ["client_ip", "content_type", "event", "filename"]],
      ["debug", undefined, ["file_size_bytes"]],
      ["info", "upload_complete", ["device_id", "duration_ms", "event", "parameter_count"]],
      ["info", "device_upload", ["device_id", "duration_ms", "event", "file_size_bytes", "user"]],
    ],
  ],
  [
    "422",
    [
      ["info", "upload_start", ["client_ip", "content_type", "event", "filename"]],
      ["debug", undefined, ["file_size_bytes"]],
      ["error", "upload_failed", ["error", "error_type", "event", "stack"]],
    ],
  ],
] as const)("an upload answered with %s leaves its lines", (status, expected) => {
  const found = uploadLines(status).map(({ level, fields }) => [
    level,
    fields.event,
    Object.keys(fields)
      .filter((key) => !own.includes(key))
      .sort(),
  ]);
  expect(found).toEqual(expected);
  expect(uploadLines(status)[1]?.message).toBe("File read completed");
  expect(uploadLines(status)[0]?.fields.logger).toBe("src.routes.iodd_routes");
});

test("sends the spans of an upload as Jaeger compact thrift", () => {
  expect(greenstack.spans).toMatchObject({
    ...{ delivery: "jaeger-thrift-compact", serviceName: "greenstack-api" },
    attributes: ["filename", "content_type", "file_size_bytes"],
  });
  const operation = greenstack.behaviour.operations.find(({ route }) => route === "/api/iodd/upload");
  expect(operation?.root?.name).toBe("upload_iodd");
  const children = new Set(play(greenstack).flatMap((one) => (one.kind === "span" ? [one.name] : [])));
  expect([...children]).toEqual(["parse_iodd", "store_device"]);
});

const boards: readonly (readonly [string, readonly string[]])[] = [
  ["Application Overview", ["Request rate", "Errors", "Latency", "Active devices", "Uploads per hour"]],
  ["System Health", ["CPU", "Memory available", "Disk free", "Network", "Database connections active"]],
  [
    "Business Metrics",
    [
      "Devices uploaded by type",
      "Parameters parsed",
      "Tickets by priority",
      "PQA runs by result",
      "Active users",
    ],
  ],
  [
    "Error Tracking",
    [
      "Error rate by endpoint",
      "HTTP 5xx",
      "Top 10 error types",
      "Failed uploads by reason",
      "Database errors",
    ],
  ],
  ["Logs", []],
  ["Traces", []],
];
test.each(boards)("has the dashboard %s", (title, panels) => {
  const board = greenstack.boards?.find((one) => one.title === title);
  const titles = board?.rows.flatMap((row) => row.panels.map((panel) => panel.title));
  expect(titles).toEqual(expect.arrayContaining([...panels]));
});

function seriesOf(panel: Panel): readonly string[] {
  return Object.values(panel.queries).flatMap((query) =>
    "expression" in query
      ? leaves(query.expression).flatMap((leaf) => (leaf.kind === "series" ? [leaf.series] : []))
      : [],
  );
}

test("shows every metric in a panel", () => {
  const shown = (greenstack.boards ?? []).flatMap(({ rows }) =>
    rows.flatMap((row) => row.panels.flatMap(seriesOf)),
  );
  const bare = new Set(shown.map((series) => series.replace(/_(bucket|count|sum)$/, "")));
  expect(metrics.map(([name]) => name).filter((name) => !bare.has(name))).toEqual([]);
});

test("searches slow spans by the threshold of SlowRequests", () => {
  const panels = greenstack.boards?.flatMap(({ rows }) => rows.flatMap((row) => row.panels)) ?? [];
  const query = panels.find(({ title }) => title === "Slow spans")?.queries.slow;
  if (query?.language !== "traceql") throw new Error("no search");
  expect(printSearch(query)).toBe('{ resource.service.name = "greenstack-api" && duration > 1s }');
});

test("holds its indicators, what its audit missed, and what it pays", () => {
  const lines = greenstack.checklist?.map(({ line }) => line) ?? [];
  expect(lines).toHaveLength(22);
  for (const text of [
    "every 15 s",
    "within 30 s",
    "within 1 min",
    "< 3 s",
    "< 5 %",
    "< 5 min",
    "< 30 min",
    "> 99.9 %",
  ]) {
    expect(lines.filter((line) => line.includes(text))).not.toEqual([]);
  }
  expect(Object.values(greenstack.facts ?? {})).toEqual([
    ...[124, 27, 20, "ENABLE_METRICS", "/var/log/greenstack/app.log", "30d", "90%", "80%"],
    ...["greenstack@2.0.0", 0.1, 0.1, 29, 200, 25, 300, 8, 40500],
  ]);
});

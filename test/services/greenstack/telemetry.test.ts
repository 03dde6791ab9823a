import type { HealthState } from "../../../declaration/health";
import { greenstack } from "../../../services/greenstack";
import type { LabelSpec } from "../../../telemetry/labels";
import { cardinality } from "../../../telemetry/labels";
import { play, sentMetrics, undeclared } from "../play";

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

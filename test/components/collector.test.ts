import { collectorConfig } from "../../components/collector/config";
import { placeStatements, senderStatements } from "../../components/collector/identity";
import { fileReceiver, tcpReceiver } from "../../components/collector/log-receivers";
import { logStatements } from "../../components/collector/log-statements";
import { placeWith } from "./support/fake-place";
import { mail, shop } from "./support/two-services";

/** Of the configuration what these tests look at. */
interface Readable {
  readonly receivers: Record<string, unknown>;
  readonly processors: Record<string, unknown>;
  readonly exporters: Record<string, { sending_queue: { queue_size: number }; retry_on_failure: unknown }>;
  readonly connectors: Record<string, unknown>;
  readonly extensions: Record<string, unknown>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Record<string, Record<"receivers" | "processors" | "exporters", readonly string[]>>;
  };
}
const readable = (config: unknown) => config as Readable;

const at = placeWith("collector", {
  "otlp-grpc": 4317,
  "otlp-http": 4318,
  "jaeger-http": 14268,
  "jaeger-udp": 6831,
  zipkin: 9411,
  "json-tcp": 5000,
  health: 13133,
  metrics: 8888,
});
const config = readable(
  collectorConfig(at, {
    services: [mail, shop],
    files: [{ origin: shop.origin, include: ["/logs/all-*.log"], format: shop.logs }],
    place: { environment: "test", cluster: "here" },
    prometheusUrls: ["http://prometheus.fake:1"],
    lokiUrl: "http://loki.fake:2",
    tempoAddresses: ["tempo.fake:3"],
    memoryMib: 500,
    storageFolder: "/at/collector/data",
    storageMib: 2048,
  }),
);
const mib = 1024 * 1024;

test("finds out who sends before anything else sees it, but for files, whose owner is known", () => {
  const { pipelines } = config.service;
  for (const pipeline of ["logs", "traces", "metrics"]) {
    expect(pipelines[pipeline]?.processors.slice(0, 3)).toEqual([
      "memory_limiter",
      "transform/sender",
      "transform/place",
    ]);
  }
  expect(pipelines["logs/files"]?.processors.slice(0, 2)).toEqual(["memory_limiter", "transform/place"]);
  expect(pipelines["logs/files"]?.receivers).toEqual(["file_log/shop.shop-api"]);
});

test("keeps from Tempo and Prometheus what they would refuse together with its whole batch", () => {
  const { pipelines } = config.service;
  expect(pipelines.traces?.processors).toContain("filter/refusals");
  const metrics = pipelines.metrics?.processors ?? [];
  expect(metrics.slice(-3)).toEqual(["filter/refusals", "redaction", "deltatocumulative"]);
  expect(config.processors["filter/refusals"]).toMatchObject({
    metrics: { datapoint: ['time < Now() - Duration("25m")'] },
  });
});

test("masks lines and spans before they leave, and before spans become metrics", () => {
  const { pipelines } = config.service;
  expect(pipelines.logs?.processors).toContain("redaction");
  expect(pipelines["logs/files"]?.processors).toContain("redaction");
  expect(pipelines.metrics?.processors).toContain("redaction");
  expect(pipelines.traces?.processors).toEqual(expect.arrayContaining(["redaction", "transform/spans"]));
  expect(pipelines.traces?.exporters).toEqual(["otlp_grpc/tempo", "span_metrics"]);
  expect(pipelines["metrics/spans"]?.receivers).toEqual(["span_metrics"]);
});

test("uses nothing that is not defined, and defines nothing that is not used", () => {
  const pipelines = Object.values(config.service.pipelines);
  const used = (kind: "receivers" | "processors" | "exporters") =>
    new Set(pipelines.flatMap((pipeline) => pipeline[kind]));
  const { receivers, processors, exporters, connectors, extensions } = config;
  const through = Object.keys(connectors);
  expect([...used("receivers")].sort()).toEqual([...Object.keys(receivers), ...through].sort());
  expect([...used("processors")].sort()).toEqual(Object.keys(processors).sort());
  expect([...used("exporters")].sort()).toEqual([...Object.keys(exporters), ...through].sort());
  expect([...config.service.extensions].sort()).toEqual(Object.keys(extensions).sort());
});

test("has no batch processor, which would acknowledge what it has in memory only", () => {
  expect(Object.keys(config.processors).filter((name) => name.startsWith("batch"))).toEqual([]);
});

test("queues on disk, as much as fits its volume thrice, and never gives up", () => {
  const exporters = Object.values(config.exporters);
  for (const { sending_queue, retry_on_failure } of exporters) {
    expect(sending_queue).toMatchObject({ storage: "file_storage/queue", sizer: "bytes" });
    expect(retry_on_failure).toMatchObject({ enabled: true, max_elapsed_time: "0s" });
  }
  const room = exporters.reduce((sum, { sending_queue }) => sum + sending_queue.queue_size, 0);
  expect(room).toBeLessThan(0.75 * 2048 * mib);
  expect(config.extensions["file_storage/queue"]).toMatchObject({ directory: "/at/collector/data/queue" });
});

test("refuses what comes before its memory limit is reached", () => {
  expect(config.processors.memory_limiter).toEqual({
    check_interval: "1s",
    limit_mib: 400,
    spike_limit_mib: 100,
  });
});

test("needs no files to read from", () => {
  const { service, receivers } = readable(
    collectorConfig(at, {
      ...{ services: [], files: [], place: {}, prometheusUrls: [""], lokiUrl: "", tempoAddresses: [""] },
      ...{ memoryMib: 500, storageFolder: "", storageMib: 1 },
    }),
  );
  expect(Object.keys(service.pipelines)).toEqual(["logs", "traces", "metrics", "metrics/spans"]);
  expect(Object.keys(receivers)).toEqual(["otlp", "jaeger", "zipkin", "tcp_log/json"]);
});

test("knows a sender by its service.name alone; whoever is not declared is unknown", () => {
  expect(senderStatements([shop])).toEqual([
    'set(resource.attributes["system"], "unknown")',
    'set(resource.attributes["service"], "unknown")',
    'set(resource.attributes["system"], "shop") where resource.attributes["service.name"] == "shop"',
    'set(resource.attributes["service"], "shop-api") where resource.attributes["service.name"] == "shop"',
  ]);
});

test("says itself where everything comes from", () => {
  expect(placeStatements({ environment: "test", cluster: "here" })).toEqual([
    'set(resource.attributes["environment"], "test")',
    'set(resource.attributes["cluster"], "here")',
  ]);
});

test("leaves no field beside a stream label of the same name", () => {
  for (const label of ["service", "system", "environment", "cluster"]) {
    expect(logStatements).toContain(`delete_key(log.attributes, "${label}")`);
  }
});

const quiet = { on_error: "send_quiet" };

test("reads a service's files in its own shape, each line once, and remembers how far it came", () => {
  const { operators, ...receiver } = fileReceiver(
    { origin: shop.origin, include: ["/logs/*.log"], format: shop.logs },
    "positions",
  );
  expect(receiver).toMatchObject({
    include: ["/logs/*.log"],
    start_at: "beginning",
    storage: "positions",
    max_log_size: "256KiB",
    resource: { "service.name": "shop-api", system: "shop", service: "shop-api" },
  });
  expect(operators).toEqual([
    { type: "json_parser", parse_to: "attributes", ...quiet },
    expect.objectContaining({ type: "time_parser", parse_from: 'attributes["at"]', layout_type: "gotime" }),
    expect.objectContaining({
      type: "severity_parser",
      parse_from: 'attributes["severity"]',
      mapping: expect.objectContaining({ warn: expect.arrayContaining(["warn", "WARNING", "ACHTUNG"]) }),
    }),
    { type: "move", from: 'attributes["msg"]', to: "body", ...quiet },
    { type: "remove", field: 'attributes["at"]', ...quiet },
    { type: "remove", field: 'attributes["severity"]', ...quiet },
  ]);
});

test("sends every line over TCP through the shape of whom it names, and back to one end", () => {
  const formats = [shop.logs, mail.logs].flatMap((logs) => logs ?? []);
  const operators = tcpReceiver("listen:1", formats).operators as Record<string, unknown>[];
  expect(operators.flatMap(({ id }) => id ?? [])).toEqual([
    ...["json", "sender", "shop.shop-api", "shop.mailer", "other", "named"],
  ]);
  expect(operators[1]).toMatchObject({
    default: "other",
    routes: [
      { expr: 'attributes.service == "shop-api"', output: "shop.shop-api" },
      { expr: 'attributes.service == "mailer"', output: "shop.mailer" },
    ],
  });
  // The last step of a branch leads to the end, not into the next branch.
  const last = operators.slice(2).filter((_, i) => operators[i + 3]?.id !== undefined);
  expect(last.map(({ output }) => output)).toEqual(["named", "named", "named"]);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { eventually, jsonLines, receiver, stopAll } from "./fixture";

type Received = Awaited<ReturnType<typeof receiver>>["bodies"];

interface Played {
  readonly port: number;
  readonly bodies: Received;
}

const ends: (() => Promise<unknown>)[] = [];

async function play(shape: object): Promise<Played> {
  const { url, bodies } = await receiver();
  const args = ["--import", "tsx", join(__dirname, "play.ts"), JSON.stringify(shape), url];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  ends.push(async () => {
    child.stdin.end();
    await once(child, "exit");
  });
  const [line] = await once(child.stdout, "data");
  return { port: Number(line), bodies };
}

const logs = { ...jsonLines, delivery: { by: "otlp" } };
let scraped: Played;
let delta: Played;
let cumulative: Played;

beforeAll(async () => {
  [scraped, delta, cumulative] = await Promise.all([
    play({ logs }),
    play({ logs, delivery: { by: "otlp", temporality: "delta", every: "1s" } }),
    play({ logs, delivery: { by: "otlp", temporality: "cumulative", every: "1s" } }),
  ]);
}, 60_000);

afterAll(async () => {
  await Promise.all(ends.map((end) => end()));
  await stopAll();
}, 30_000);

const order = ({ port }: Played) => fetch(`http://127.0.0.1:${port}/orders/7`, { method: "POST" });

function parsed(bodies: Received, path: string) {
  return bodies.filter((one) => one.path === path).map(({ body }) => JSON.parse(body.toString()));
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number };
  readonly attributes: readonly unknown[];
}

async function spansOf(traceId: string | null): Promise<readonly OtlpSpan[]> {
  return eventually(() => {
    const spans: OtlpSpan[] = parsed(scraped.bodies, "/v1/traces").flatMap(
      ({ resourceSpans }) => resourceSpans[0].scopeSpans[0].spans,
    );
    const own = spans.filter((span) => span.traceId === traceId);
    return own.length === 3 && own;
  });
}

test("one call has one id in its log record, its spans, its exemplar and its answer", async () => {
  const traceId = (await order(scraped)).headers.get("x-trace-id");
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  const text = await (await fetch(`http://127.0.0.1:${scraped.port}/metrics`)).text();
  const exemplar = /_bucket\{le="0.1".* # \{trace_id="(\w+)",span_id="(\w+)"\}/.exec(text);
  const root = (await spansOf(traceId)).find(({ name }) => name === "order");
  expect(exemplar?.slice(1)).toEqual([traceId, root?.spanId]);
  const record = await eventually(() =>
    parsed(scraped.bodies, "/v1/logs")
      .flatMap(({ resourceLogs }) => resourceLogs[0].scopeLogs[0].logRecords)
      .find(({ attributes }) => attributes[0].value.stringValue === traceId),
  );
  expect(record).toMatchObject({
    severityNumber: 9,
    severityText: "info",
    body: { stringValue: "order 200" },
    attributes: [{ key: "reqId", value: { stringValue: traceId } }],
  });
});

test("children follow one another within the root, each for its share", async () => {
  const spans = await spansOf((await order(scraped)).headers.get("x-trace-id"));
  const [root, query, render] = ["order", "db.query", "render"].map((name) => {
    const found = spans.find((span) => span.name === name);
    if (!found) throw new Error(`no span ${name}`);
    const start = Number(BigInt(found.startTimeUnixNano) / 1000n);
    return { ...found, start, length: Number(BigInt(found.endTimeUnixNano) / 1000n) - start };
  });
  if (!root || !query || !render) throw new Error("spans are missing");
  expect([query.parentSpanId, render.parentSpanId]).toEqual([root.spanId, root.spanId]);
  // Microseconds, each rounded.
  expect(Math.abs(query.start - root.start)).toBeLessThanOrEqual(2);
  expect(Math.abs(query.length - root.length / 2)).toBeLessThanOrEqual(2);
  expect(Math.abs(render.start - (query.start + query.length))).toBeLessThanOrEqual(2);
  expect(Math.abs(render.length - root.length / 4)).toBeLessThanOrEqual(2);
  expect(root.attributes).toEqual([{ key: "http.route", value: { stringValue: "/orders/{id}" } }]);
});

test("a call that fails has a root span that says so, and its resource is the declared one", async () => {
  const failed = await fetch(`http://127.0.0.1:${scraped.port}/orders/broken`, { method: "DELETE" });
  expect(failed.status).toBe(502);
  const spans = await spansOf(failed.headers.get("x-trace-id"));
  expect(spans.find(({ name }) => name === "order")?.status.code).toBe(2);
  const [{ resourceSpans }] = parsed(scraped.bodies, "/v1/traces");
  expect(resourceSpans[0].resource.attributes).toEqual([
    { key: "service.name", value: { stringValue: "shop" } },
    { key: "service.namespace", value: { stringValue: "shop" } },
    { key: "service.version", value: { stringValue: "3.1.4" } },
  ]);
});

test.each([
  ["delta", 1, () => delta],
  ["cumulative", 2, () => cumulative],
] as const)("pushed metrics are %s, under their declared names", async (_name, code, played) => {
  await order(played());
  const metric = await eventually(() => {
    const [push] = parsed(played().bodies, "/v1/metrics").slice(-1);
    const metrics = push?.resourceMetrics[0].scopeMetrics[0].metrics ?? [];
    const named = (name: string) => metrics.find((one: { name: string }) => one.name === name);
    return named("orders_total") && named;
  });
  expect(metric("orders_total").sum).toMatchObject({ aggregationTemporality: code, isMonotonic: true });
  expect(metric("queue_size").gauge.dataPoints[0]).toMatchObject({ asDouble: 3 });
  expect(metric("http_request_duration_seconds").histogram.dataPoints[0].explicitBounds).toEqual([0.1, 1]);
});

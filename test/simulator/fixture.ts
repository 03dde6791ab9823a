import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { Call } from "../../declaration/behaviour";
import { defineService } from "../../declaration/define-service";
import { count, logLine, observe, set, span } from "../../declaration/emission";
import type { Fault } from "../../declaration/fault";
import { broken, down, failing, fault, sends, slow, stuck } from "../../declaration/fault";
import { seeded } from "../../declaration/random";
import type { MetricDelivery, Service, ServiceSpec } from "../../declaration/service";
import type { Destinations } from "../../simulator/destinations";
import { Simulator } from "../../simulator/simulator";
import { upTo } from "../../telemetry/labels";
import type { LogFormat } from "../../telemetry/logs";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import type { SpanDelivery } from "../../telemetry/spans";
import { spansOf } from "../../telemetry/spans";

export const origin = { system: "shop", service: "shop-api" } as const;

const http = { route: upTo(10, "/orders/{id}"), status: upTo(20, "200", "500") };

export const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  requests: counter("http_requests_total", { help: "Requests.", labels: http }),
  duration: histogram("http_request_duration_seconds", {
    help: "Duration.",
    labels: http,
    buckets: [0.1, 1],
  }),
  orders: counter("orders_total", { help: "Orders taken." }),
  queue: gauge("queue_size", { help: "What waits.", labels: { queue: ["mail", "print"] } }),
  idle: gauge("idle_workers", { help: "Workers without work." }),
}));

export const jsonLines = {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "reqId",
  fields: { reqId: "text", type: upTo(5, "Timeout") },
} as const satisfies LogFormat;

interface Shape {
  readonly delivery?: MetricDelivery;
  readonly logs?: LogFormat;
  readonly spans?: SpanDelivery;
  readonly sampled?: number;
  readonly perSecond?: number;
  readonly faults?: Readonly<Record<string, Fault>>;
}

const scraped: MetricDelivery = { by: "scrape", port: 3000, path: "/metrics" };

export function shop(shape: Shape = {}, more: Partial<ServiceSpec> = {}): Service {
  const logs = logsOf(origin, (shape.logs ?? jsonLines) as typeof jsonLines);
  const spans = spansOf(origin, {
    delivery: shape.spans ?? "otlp-http",
    serviceName: "shop",
    sampled: shape.sampled ?? 1,
    names: ["order", "db.query", "render"],
    attributes: ["http.route", "db.system"],
  });
  const work = (call: Call) => [
    ...(call.failed ? [] : [count(m.orders, {})]),
    span(spans, "db.query", 0.5, { "db.system": "sqlite" }),
    span(spans, "render", 0.25),
  ];
  return defineService({
    origin,
    description: "Takes orders.",
    owner: {
      name: "shop",
      channels: { critical: [], warning: [], info: [] },
      escalation: { after: "15m", to: "nobody", channel: "slack" },
    },
    importance: "normal",
    version: "3.1.4",
    port: 3000,
    metrics: m,
    delivery: shape.delivery ?? scraped,
    logs,
    spans,
    health: [
      {
        name: "ready",
        path: "/ready",
        checks: ["database", "cache"],
        body: ({ checks, healthy, version }) => ({ ready: healthy, checks, version }),
      },
      {
        name: "always",
        path: "/always",
        status: { healthy: 200, failing: 200 },
        checks: ["cache"],
        body: ({ healthy }) => ({ ready: healthy }),
      },
    ],
    behaviour: {
      operations: [
        {
          name: "order",
          method: "POST",
          route: "/orders/{id}",
          perSecond: shape.perSecond ?? 0,
          latency: { p50: 0.002, p95: 0.004 },
          root: { name: "order", attributes: (call) => ({ "http.route": call.route }) },
          emits: work,
        },
        {
          name: "broken",
          method: "DELETE",
          route: "/orders/{id}",
          perSecond: 0,
          latency: { p50: 0.002, p95: 0.004 },
          status: "502",
          root: { name: "order" },
          emits: work,
        },
      ],
      onCall: (call) => {
        const labels = { route: call.route, status: call.status };
        return [
          count(m.requests, labels),
          observe(m.duration, labels, call.seconds),
          logLine(logs, { level: call.failed ? "error" : "info", message: `order ${call.status}` }),
        ];
      },
      background: [{ everySeconds: 1, emits: () => [set(m.queue, { queue: "mail" }, 3)] }],
    },
    faults: shape.faults ?? {
      errors: failing(0.5, "500"),
      throttled: failing(1, "429"),
      slow: slow(10),
      down: down(),
      databaseDown: broken("database", { effect: "fail", share: 1, status: "503" }),
      cacheDown: broken("cache"),
      busy: fault("twice the load", { effect: "surge", times: 2 }),
      queueGrows: fault("nobody works", stuck(m.queue, 900, { queue: "mail" }), stuck(m.idle, 7)),
      flood: fault(
        "logs flood",
        sends(() => [logLine(logs, { level: "warn", message: "flood" })]),
      ),
      lag: fault("cache lags", { effect: "lag", check: "cache", seconds: 0.3 }),
    },
    alerts: [],
    ...more,
  });
}

const running: { stop(): Promise<void> }[] = [];

/** A simulator on a free port; `stopAll` ends it. */
export async function simulate(service: Service, to: Destinations = {}, load = 1): Promise<Simulator> {
  const simulator = new Simulator(
    {
      service,
      host: "127.0.0.1",
      port: 0,
      to: { otlp: "http://127.0.0.1:9", stdout: new PassThrough().resume(), ...to },
      random: seeded(1),
    },
    load,
  );
  running.push(simulator);
  await simulator.start();
  return simulator;
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((one) => one.stop()));
}

/** An HTTP receiver that keeps what it is sent. */
export async function receiver() {
  const bodies: { readonly path: string; readonly body: Buffer }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push({ path: request.url ?? "", body: Buffer.concat(chunks) });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  running.push({
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

export const folder = () => mkdtempSync(join(tmpdir(), "belfry-simulator-"));

export async function eventually<T>(probe: () => T | undefined | false | Promise<T | undefined | false>) {
  for (let i = 0; i < 200; i++) {
    const found = await probe();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error("it did not happen within 5 s");
}

export async function order(simulator: Simulator, headers: Record<string, string> = {}) {
  return fetch(`http://127.0.0.1:${simulator.port}/orders/7`, { method: "POST", headers });
}

export async function metricsText(simulator: Simulator): Promise<string> {
  return (await fetch(`http://127.0.0.1:${simulator.port}/metrics`)).text();
}

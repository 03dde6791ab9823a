import { PassThrough } from "node:stream";
import { set } from "../../declaration/emission";
import { clockSkew, fault, losing, sends } from "../../declaration/fault";
import { control } from "../../simulator/control";
import { matchesRoute } from "../../simulator/routes";
import type { Simulator, SimulatorState } from "../../simulator/simulator";
import { metricsOf } from "../../telemetry/metrics";
import { eventually, m, metricsText, order, shop, simulate, stopAll } from "./fixture";

afterEach(stopAll);

async function get(simulator: Simulator, path: string) {
  const response = await fetch(`http://127.0.0.1:${simulator.port}${path}`);
  return { status: response.status, body: await response.json() };
}

async function value(simulator: Simulator, series: string): Promise<number> {
  const line = (await metricsText(simulator)).split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.split(" ")[1]);
}

test.each([
  ["/orders/{id}", "/orders/7", true],
  ["/orders/:id", "/orders/7", true],
  ["/orders/{id}", "/orders/", false],
  ["/orders/{id}", "/orders/7/lines", false],
  ["/orders", "/orders", true],
])("route %s takes %s: %s", (template, path, expected) => {
  expect(matchesRoute(template, path)).toBe(expected);
});

test("an unknown path is not found, and not counted", async () => {
  const simulator = await simulate(shop());
  expect(await get(simulator, "/nothing")).toEqual({ status: 404, body: { status: 404 } });
  expect(await metricsText(simulator)).not.toContain("http_requests_total{");
});

test("health endpoints answer with the declared body and status", async () => {
  const simulator = await simulate(shop());
  const well = { ready: true, checks: { database: true, cache: true }, version: "3.1.4" };
  expect(await get(simulator, "/ready")).toEqual({ status: 200, body: well });
  await simulator.fault("cacheDown");
  const unwell = { ready: false, checks: { database: true, cache: false }, version: "3.1.4" };
  expect(await get(simulator, "/ready")).toEqual({ status: 503, body: unwell });
  expect(await get(simulator, "/always")).toEqual({ status: 200, body: { ready: false } });
  await simulator.clear("cacheDown");
  expect(await get(simulator, "/ready")).toEqual({ status: 200, body: well });
});

test("a lagging check delays the endpoints that look at it", async () => {
  const simulator = await simulate(shop());
  await simulator.fault("lag");
  const before = Date.now();
  expect((await get(simulator, "/always")).status).toBe(200);
  expect(Date.now() - before).toBeGreaterThanOrEqual(290);
});

test("requests that are refused are no failures", async () => {
  const stdout = new PassThrough();
  const simulator = await simulate(shop(), { stdout });
  await simulator.fault("throttled");
  expect((await order(simulator)).status).toBe(429);
  expect(JSON.parse(String(stdout.read())).level).toBe("info");
});

test("the recorded duration is that of the request, also when it is slow", async () => {
  const simulator = await simulate(shop());
  await simulator.fault("slow", 50);
  const before = Date.now();
  await order(simulator);
  const took = (Date.now() - before) / 1000;
  const recorded = await value(
    simulator,
    'http_request_duration_seconds_sum{route="/orders/{id}",status="200"}',
  );
  expect(recorded).toBeGreaterThan(0.01);
  expect(recorded).toBeLessThanOrEqual(took + 0.002);
});

test("a process that is down refuses connections, and starts again from zero", async () => {
  const simulator = await simulate(shop());
  await order(simulator);
  await simulator.fault("down");
  await expect(order(simulator)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  expect(simulator.state()).toMatchObject({ up: false, uptimeSeconds: 0 });
  await simulator.clear();
  expect(simulator.state().up).toBe(true);
  expect(await value(simulator, "orders_total")).toBe(0);
});

test("requests in flight die with their process", async () => {
  const simulator = await simulate(shop());
  await simulator.fault("slow", 10_000);
  const answer = order(simulator);
  await eventually(() => simulator.state().inFlight === 1);
  await Promise.all([expect(answer).rejects.toThrow(), simulator.fault("down")]);
});

test("a stuck gauge jumps at once, stays, and comes back", async () => {
  const simulator = await simulate(shop());
  const gauges = async () => [
    await value(simulator, 'queue_size{queue="mail"}'),
    await value(simulator, "idle_workers"),
  ];
  expect(await gauges()).toEqual([3, 0]);
  await simulator.fault("queueGrows", 500);
  expect(await gauges()).toEqual([500, 7]);
  // The background sets the queue every second.
  await new Promise((done) => setTimeout(done, 1100));
  expect(await gauges()).toEqual([500, 7]);
  await simulator.clear("queueGrows");
  expect(await gauges()).toEqual([3, 0]);
});

test("what a fault sends comes every second, without an id of a request", async () => {
  const stdout = new PassThrough();
  const simulator = await simulate(shop(), { stdout });
  await simulator.fault("flood");
  const line = await eventually(() => stdout.read());
  expect(JSON.parse(String(line))).toEqual({ time: expect.any(String), level: "warn", msg: "flood" });
});

test("lines that are lost were never written, and the metrics go on", async () => {
  const stdout = new PassThrough();
  const simulator = await simulate(shop({ faults: { logLoss: losing("logs") } }), { stdout });
  await simulator.fault("logLoss");
  await order(simulator);
  expect(stdout.read()).toBeNull();
  expect(await value(simulator, "orders_total")).toBe(1);
});

test("a clock that is wrong is wrong in the lines, and only there", async () => {
  const stdout = new PassThrough();
  const simulator = await simulate(shop({ faults: { clockSkew: clockSkew(7200) } }), { stdout });
  await simulator.fault("clockSkew");
  const before = Date.now();
  await order(simulator);
  const { time } = JSON.parse(String(stdout.read()));
  expect(Date.parse(time) - before).toBeGreaterThanOrEqual(7_200_000);
  expect(Date.parse(time) - before).toBeLessThan(7_210_000);
});

test("what belongs to the host is not the service's to show", async () => {
  const other = metricsOf({ system: "belfry", service: "node-exporter" }, ({ gauge }) => ({
    free: gauge("node_filesystem_avail_bytes", { help: "Space left." }),
  }));
  const diskFilling = fault(
    "the host's disk fills",
    sends(() => [set(other.free, {}, 1), set(m.idle, {}, 5)]),
  );
  const simulator = await simulate(shop({ faults: { diskFilling } }));
  await simulator.fault("diskFilling");
  await eventually(async () => (await value(simulator, "idle_workers")) === 5);
  expect(await metricsText(simulator)).not.toContain("node_filesystem");
});

test("load follows the declared rate, the load and the surge", async () => {
  const simulator = await simulate(shop({ perSecond: 20 }));
  const counted = async () => {
    const before = await value(simulator, "orders_total");
    await new Promise((done) => setTimeout(done, 1000));
    return (await value(simulator, "orders_total")) - before;
  };
  const normal = await counted();
  await simulator.load(5);
  await simulator.fault("busy");
  const busy = await counted();
  // 20 and 200 a second on average; bounds are six standard deviations wide.
  expect(normal).toBeGreaterThan(0);
  expect(normal).toBeLessThan(50);
  expect(busy).toBeGreaterThan(115);
  expect(busy).toBeLessThan(300);
  await simulator.load(0);
  await eventually(() => simulator.state().inFlight === 0);
  expect(await counted()).toBe(0);
});

describe("the control port", () => {
  async function controlled() {
    const simulator = await simulate(shop());
    const server = await control(simulator, "127.0.0.1", 0);
    const send = async (method: string, path: string, body?: string) => {
      const init = body === undefined ? { method } : { method, body };
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
      return { status: response.status, body: (await response.json()) as SimulatorState };
    };
    return { simulator, server, send };
  }

  test("switches faults on and off, while the service is down, too", async () => {
    const { server, send } = await controlled();
    const down = await send("PUT", "/faults/down");
    expect(down).toMatchObject({ status: 200, body: { service: "shop/shop-api", up: false, load: 1 } });
    const errors = await send("PUT", "/faults/errors", '{"amount":0.2}');
    expect(errors.body.faults).toContainEqual({
      name: "errors",
      title: "50% of requests end with 500",
      active: true,
      amount: 0.2,
    });
    expect((await send("DELETE", "/faults/down")).body.up).toBe(true);
    const cleared = await send("DELETE", "/faults");
    expect(cleared.body.faults.some(({ active }) => active)).toBe(false);
    expect((await send("PUT", "/load", '{"times":5}')).body).toMatchObject({ load: 5, daily: false });
    const daily = await send("PUT", "/load", '{"times":2,"daily":true}');
    expect(daily.body).toMatchObject({ load: 2, daily: true });
    expect(await send("GET", "/")).toMatchObject({ status: 200, body: { up: true, load: 2 } });
    await server.close();
  });

  test.each([
    ["PUT", "/faults/nope", undefined, 404, 'has no fault "nope". Fix: use one of: errors, throttled'],
    ["PUT", "/faults/toString", undefined, 404, 'has no fault "toString"'],
    ["DELETE", "/faults/nope", undefined, 404, 'has no fault "nope"'],
    ["PUT", "/faults/errors", '{"amount":2}', 400, "2 is no share of requests"],
    ["PUT", "/faults/errors", '{"ammount":0.2}', 400, 'Unrecognized key: "ammount"'],
    ["PUT", "/faults/errors", "0.2}", 400, "is no JSON"],
    ["PUT", "/load", '{"times":-1}', 400, "times"],
    ["GET", "/fault", undefined, 404, "There is no GET /fault"],
  ])("refuses %s %s %s with %i and says why", async (method, path, body, status, message) => {
    const { server, send } = await controlled();
    expect(await send(method, path, body)).toEqual({
      status,
      body: { error: expect.stringContaining(message) },
    });
    await server.close();
  });
});

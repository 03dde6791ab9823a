import { createSocket } from "node:dgram";
import { losing } from "../../declaration/fault";
import { eventually, metricsText, order, receiver, shop, simulate, stopAll } from "./fixture";

afterEach(stopAll);

test("an exemplar only points to what is traced", async () => {
  const simulator = await simulate(shop({ sampled: 0 }));
  await Promise.all(Array.from({ length: 5 }, () => order(simulator)));
  expect(await metricsText(simulator)).not.toContain("trace_id");
});

test("spans go to Jaeger's HTTP endpoint as Thrift", async () => {
  const { url, bodies } = await receiver();
  const simulator = await simulate(shop({ spans: "jaeger-thrift-http" }), {
    jaegerHttp: `${url}/api/traces`,
  });
  await order(simulator);
  const { body } = await eventually(() => bodies.find(({ path }) => path === "/api/traces"));
  for (const word of ["shop", "order", "db.query", "db.system", "sqlite"]) {
    expect(body.includes(word)).toBe(true);
  }
});

test("spans go to Jaeger's agent port as compact Thrift", async () => {
  const socket = createSocket("udp4");
  await new Promise<void>((ready) => socket.bind(0, "127.0.0.1", ready));
  const packet = new Promise<Buffer>((received) => socket.once("message", received));
  const simulator = await simulate(shop({ spans: "jaeger-thrift-compact" }), {
    jaegerUdp: { host: "127.0.0.1", port: socket.address().port },
  });
  await order(simulator);
  const bytes = await packet;
  // Compact protocol, version 1, oneway call, sequence 0, "emitBatch"; then struct 1 (batch), struct 1 (process).
  expect(bytes.subarray(0, 13)).toEqual(Buffer.from("\x82\x81\x00\x09emitBatch", "latin1"));
  expect(bytes.subarray(13, 21)).toEqual(Buffer.from("\x1c\x1c\x18\x04shop", "latin1"));
  for (const word of ["order", "db.query", "sqlite", "span.kind", "server"]) {
    expect(bytes.includes(word)).toBe(true);
  }
  socket.close();
});

test("spans that are lost are sent nowhere", async () => {
  const { url, bodies } = await receiver();
  const simulator = await simulate(
    shop({ spans: "jaeger-thrift-http", faults: { traceLoss: losing("traces") } }),
    { jaegerHttp: `${url}/api/traces` },
  );
  await simulator.fault("traceLoss");
  await order(simulator);
  await simulator.stop();
  expect(bodies).toEqual([]);
});

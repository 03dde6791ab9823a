import type { ExporterOptions } from "../../services/newsletter/otlp-exporter";
import { otlpExporter } from "../../services/newsletter/otlp-exporter";
import { collector, exporter, noon, resource } from "./support/collector";

// When messages are sent, again or not at all.

test("each flush begins where the last one ended, even when the clock stands still", async () => {
  const server = collector();
  const send = exporter(server);
  const metrics = [{ name: "a", value: 1 }];
  for (let i = 0; i < 3; i++) await send({ metrics });
  const points = server.metrics().flatMap((metric) => metric.sum?.dataPoints ?? []);
  expect(points.map((p) => [p.startTimeUnixNano, p.timeUnixNano])).toEqual([
    ["1768478400000000000", "1768478400001000000"],
    ["1768478400001000000", "1768478400002000000"],
    ["1768478400002000000", "1768478400003000000"],
  ]);
});

test("two senders are told apart, one sender is the same at each flush", async () => {
  const server = collector();
  const [one, other] = [exporter(server), exporter(server)];
  const logs = [{ timestamp: noon, level: "info", message: "m" }];
  for (const send of [one, one, other]) await send({ logs });
  const ids = server
    .resources()
    .map((sent) => sent.find(({ key }) => key === "service.instance.id")?.value.stringValue);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
  expect(server.resources()[0]?.slice(0, 2)).toEqual([
    { key: "service.name", value: { stringValue: "newsletter-api" } },
    { key: "service.namespace", value: { stringValue: "newsletter" } },
  ]);
});

test.each(["unreachable", 429, 502, 503, 504] as const)(
  "what the Collector could not take (%s) goes with the next flush, in order and unchanged",
  async (answer) => {
    const server = collector(answer, answer);
    const send = exporter(server);
    const entry = (value: number) => ({ metrics: [{ name: "a", value }] });
    expect(await send(entry(1))).toEqual({ sent: 0, waiting: 1, lost: 0 });
    expect(await send(entry(2))).toEqual({ sent: 0, waiting: 2, lost: 0 });
    expect(await send(entry(3))).toEqual({ sent: 3, waiting: 0, lost: 0 });
    const points = server.metrics().flatMap((metric) => metric.sum?.dataPoints ?? []);
    expect(points.map(({ asDouble }) => asDouble)).toEqual([1, 2, 3]);
  },
);

test("what the Collector refuses is not sent again", async () => {
  const server = collector(400);
  const send = exporter(server);
  expect(await send({ metrics: [{ name: "a", value: 1 }] })).toEqual({ sent: 0, waiting: 0, lost: 1 });
  expect(await send({})).toEqual({ sent: 0, waiting: 0, lost: 0 });
});

test("the oldest messages go when the Collector stays away", async () => {
  const server = collector(...new Array<"unreachable">(51).fill("unreachable"));
  const send = exporter(server);
  let last = { sent: 0, waiting: 0, lost: 0 };
  for (let value = 0; value < 51; value++) last = await send({ metrics: [{ name: "a", value }] });
  expect(last).toEqual({ sent: 0, waiting: 50, lost: 1 });
  expect(await send({})).toEqual({ sent: 50, waiting: 0, lost: 0 });
  expect(server.metrics()[0]?.sum?.dataPoints[0]?.asDouble).toBe(1);
});

test("a flush during another one waits its turn", async () => {
  const server = collector();
  const answers: (() => void)[] = [];
  const slow: NonNullable<ExporterOptions["fetch"]> = async (url, init) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    return server.fetch(url, init);
  };
  const send = exporter({ fetch: slow });
  const first = send({ metrics: [{ name: "a", value: 1 }] });
  expect(await send({ metrics: [{ name: "a", value: 2 }] })).toEqual({ sent: 0, waiting: 2, lost: 0 });
  answers.shift()?.();
  await new Promise(setImmediate);
  answers.shift()?.();
  expect(await first).toEqual({ sent: 2, waiting: 0, lost: 0 });
  expect(server.metrics().map((metric) => metric.sum?.dataPoints[0]?.asDouble)).toEqual([1, 2]);
});

test.each(["name", "value", "tags"])(
  "never throws, even when the %s of an entry cannot be read",
  async (key) => {
    const server = collector();
    const hostile = Object.defineProperty({ name: "a", value: 1 }, key, {
      get: () => {
        throw new Error("no");
      },
    });
    const logs = [{ timestamp: noon, level: "info", message: "m" }];
    expect(await exporter(server)({ metrics: [hostile], logs })).toEqual({ sent: 0, waiting: 0, lost: 2 });
  },
);

test("posts JSON to the two paths of OTLP, with the headers it was given", async () => {
  const { fetch, taken } = collector();
  const headers = { authorization: "Bearer x" };
  const send = otlpExporter({ url: "https://otlp.example", resource, headers, fetch, now: () => noon });
  await send({
    metrics: [{ name: "a", value: 1 }],
    logs: [{ timestamp: noon, level: "warn", message: "m" }],
  });
  expect(taken.map(({ url }) => url)).toEqual([
    "https://otlp.example/v1/metrics",
    "https://otlp.example/v1/logs",
  ]);
  for (const request of taken) {
    expect(request.headers).toEqual({ ...headers, "content-type": "application/json" });
  }
});

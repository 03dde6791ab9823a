import { newsletter } from "../../services/newsletter";
import { otlpExporter } from "../../services/newsletter/otlp-exporter";
import type { EntryExporter } from "../../simulator/entry-sink";
import { eventually, order, receiver, shop, simulate, stopAll } from "./fixture";

afterEach(stopAll);

type Flush = Parameters<EntryExporter>[0];

test("a service with an exporter of its own sends entries, one for each thing that happened", async () => {
  const flushes: Flush[] = [];
  const service = shop({ delivery: { by: "otlp", temporality: "delta", every: "60s" } });
  const exporter = () => async (flush: Flush) => flushes.push(flush);
  const simulator = await simulate(service, { exporter });
  const requestId = (await order(simulator)).headers.get("x-request-id");
  await simulator.stop();
  const tags = { route: "/orders/{id}", status: "200" };
  expect(flushes.find(({ metrics }) => metrics)?.metrics).toEqual([
    { name: "queue_size", tags: { queue: "mail" }, value: 3, type: "gauge" },
    { name: "http_requests_total", tags, value: 1 },
    { name: "http_request_duration_seconds", tags, values: [expect.any(Number)], type: "histogram" },
    { name: "orders_total", tags: {}, value: 1 },
  ]);
  expect(flushes.find(({ logs }) => logs)?.logs).toEqual([
    { timestamp: expect.stringMatching(/Z$/), level: "info", message: "order 200", reqId: requestId },
  ]);
});

test("the newsletter's own exporter carries what the newsletter emits", async () => {
  const { url, bodies } = await receiver();
  const resource = { "service.name": "newsletter-api", "service.namespace": "newsletter" };
  const exporter = () => otlpExporter({ url, resource });
  const simulator = await simulate(newsletter, { exporter, otlp: url }, 20);
  await simulator.fault("errors", 1);
  await fetch(`http://127.0.0.1:${simulator.port}/api/newsletters`);
  await simulator.stop();
  const { body } = await eventually(() => bodies.find(({ path }) => path === "/v1/metrics"));
  const [{ scopeMetrics }] = JSON.parse(body.toString()).resourceMetrics;
  const names = scopeMetrics[0].metrics.map(({ name }: { name: string }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["email.sent", "cost.daily.total", "http.server.request.duration"]),
  );
  expect(bodies.filter(({ path }) => path === "/v1/logs")).not.toEqual([]);
});

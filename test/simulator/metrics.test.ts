import { count } from "../../declaration/emission";
import { pulsecal } from "../../services/pulsecal";
import { metricsOf } from "../../telemetry/metrics";
import { eventually, folder, metricsText, order, origin, shop, simulate, stopAll } from "./fixture";

afterEach(stopAll);

test("the scrape holds exactly what is declared: help, type, labels, buckets", async () => {
  const simulator = await simulate(shop({ sampled: 0 }));
  const { status } = await order(simulator);
  expect(status).toBe(200);
  const text = (await metricsText(simulator)).replace(/_sum(\{.*\}) \S+/, "_sum$1 0.002");
  expect(text).toBe(`# HELP http_requests Requests.
# TYPE http_requests counter
http_requests_total{route="/orders/{id}",status="200"} 1
# HELP http_request_duration_seconds Duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.1",route="/orders/{id}",status="200"} 1
http_request_duration_seconds_bucket{le="1",route="/orders/{id}",status="200"} 1
http_request_duration_seconds_bucket{le="+Inf",route="/orders/{id}",status="200"} 1
http_request_duration_seconds_sum{route="/orders/{id}",status="200"} 0.002
http_request_duration_seconds_count{route="/orders/{id}",status="200"} 1
# HELP orders Orders taken.
# TYPE orders counter
orders_total 1
# HELP queue_size What waits.
# TYPE queue_size gauge
queue_size{queue="mail"} 3
# HELP idle_workers Workers without work.
# TYPE idle_workers gauge
idle_workers 0
# EOF
`);
});

test("a counter that does not end in _total keeps its name", async () => {
  const metrics = metricsOf(origin, ({ counter }) => ({ seen: counter("things_seen", { help: "Things." }) }));
  const behaviour = {
    operations: [],
    background: [{ everySeconds: 60, emits: () => [count(metrics.seen, {}, 2)] }],
  };
  const simulator = await simulate(shop({ faults: {} }, { metrics, behaviour }));
  expect(await metricsText(simulator)).toContain("# TYPE things_seen counter\nthings_seen 2\n");
});

test("metrics may have a port of their own", async () => {
  const service = shop({ delivery: { by: "scrape", port: 9464, path: "/metrics" } });
  const simulator = await simulate(service);
  expect((await fetch(`http://127.0.0.1:${simulator.port}/metrics`)).status).toBe(404);
});

test("pulsecal shows every declared metric", async () => {
  const simulator = await simulate(pulsecal, { logDir: folder(), jaegerHttp: "http://127.0.0.1:9/" }, 20);
  const text = await eventually(async () => {
    const now = await metricsText(simulator);
    return now.includes('route="/ingestion/ppg"') && now;
  });
  for (const { name, kind } of Object.values(pulsecal.metrics)) {
    expect(text).toContain(`# TYPE ${kind === "counter" ? name.replace(/_total$/, "") : name} ${kind}\n`);
  }
});

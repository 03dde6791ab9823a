import { loadCatalog } from "../../catalog";
import { describeSystemMetrics } from "./support/describe-system-metrics";
import { holds } from "./support/eventually";
import { postGauge, postMetrics } from "./support/otlp";
import { json, promQuery, promTargets, promValue } from "./support/servers";
import { protocolPort, sharedStack } from "./support/shared-stack";
import { crash, isOffered } from "./support/units";

const stack = sharedStack();
const otlp = `http://127.0.0.1:${protocolPort(stack, "4318")}`;

describe("targets", () => {
  const scraped = loadCatalog()
    .filter(({ delivery }) => delivery.by === "scrape")
    .map(({ id }) => id)
    .filter((id) => id !== "belfry/grafana" || isOffered(stack, "grafana"))
    // What watches a cluster runs where there is one.
    .filter((id) => !id.startsWith("kubernetes/") && id !== "belfry/log-collector");

  test("every service that is declared as scraped is a target, and nothing but the probes besides", async () => {
    const pools = new Set((await promTargets(stack)).map(({ scrapePool }) => scrapePool));
    expect([...pools].sort()).toEqual([...scraped, "probe"].sort());
  });

  test("every target is up and is scraped every 15 s", async () => {
    await holds("every target to be up", 40, async () => {
      const targets = await promTargets(stack);
      const well = { health: "up", scrapeInterval: "15s", lastError: "" };
      expect(targets).toEqual(targets.map(() => expect.objectContaining(well)));
      expect(targets.length).toBeGreaterThan(scraped.length);
    });
  });

  const offered = isOffered(stack, "grafana") ? test : test.skip;
  offered("Grafana keeps its state in PostgreSQL and is scraped", async () => {
    expect(await json(`${stack.url("grafana")}/api/health`)).toMatchObject({ database: "ok" });
    expect(await promValue(stack, 'up{system="belfry",service="grafana"}')).toBe(1);
  });
});

describeSystemMetrics(stack);

describe("what the newsletter pushes as deltas", () => {
  const counted = 'sum(request_duration_count{service="newsletter-api"})';

  test("keeps growing across a restart of its sender", async () => {
    await holds("the counter to grow", 30, async () =>
      expect(await promValue(stack, counted)).toBeGreaterThan(0),
    );
    const before = await promValue(stack, counted);
    const began = Date.now();
    await crash(stack, "simulator-newsletter-api");
    await holds("it to grow again", 60, async () => {
      const now = await promValue(stack, counted);
      expect(now).toBeGreaterThan(before);
    });
    const seconds = Math.ceil((Date.now() - began) / 1000) + 15;
    const series = 'request_duration_count{service="newsletter-api"}';
    expect(await promValue(stack, `sum(resets(${series}[${seconds}s]))`)).toBe(0);
    expect(await promValue(stack, `min(rate(${series}[${seconds}s]))`)).toBeGreaterThanOrEqual(0);
  });

  test("is told apart by sender and adds up, whoever is first", async () => {
    const tier = `e2e-${Date.now()}`;
    const send = (instance: string, value: number) =>
      postMetrics(otlp, {
        resource: { "service.name": "newsletter-api", "service.instance.id": instance },
        counters: [{ name: "user.registration", value, attributes: { tier } }],
      });
    // Two isolates of the Worker, one flush after the other and both at once.
    for (const [one, two] of [
      [3, 10],
      [4, 20],
      [5, 30],
    ] as const) {
      await Promise.all([send("isolate-1", one), send("isolate-2", two)]);
    }
    await holds("both counters", 30, async () => {
      const series = await promQuery(stack, `user_registration{service="newsletter-api",tier="${tier}"}`);
      const values = Object.fromEntries(series.map(({ metric, value }) => [metric.instance, value]));
      expect(values).toEqual({ "isolate-1": 12, "isolate-2": 60 });
    });
    expect(await promValue(stack, `sum(user_registration{tier="${tier}"})`)).toBe(72);
  });
});

test("a sample that Prometheus would refuse takes no other with it", async () => {
  const run = `e2e-${Date.now()}`;
  const send = (instance: string, time: number) => {
    const resource = { "service.name": run, "service.instance.id": instance };
    return postGauge(otlp, { resource, name: "e2e.level", value: 1, time });
  };
  const day = 86_400_000;
  for (let index = 0; index < 8; index++) {
    await send(`${index}`, Date.now());
    // All within the second in which the collector makes one batch of them.
    await send("late", Date.now() - day);
  }
  await holds("all eight", 30, async () => {
    expect(await promValue(stack, `count(e2e_level{job="${run}"})`)).toBe(8);
  });
});

test("a secret in a label is masked before anybody keeps it", async () => {
  const run = `e2e-secret-${Date.now()}`;
  await postMetrics(otlp, {
    resource: { "service.name": run },
    counters: [{ name: "e2e.logins", value: 1, attributes: { user: "ada@example.com", plan: "free" } }],
  });
  await holds("the counter", 30, async () => {
    const [series, ...others] = await promQuery(stack, `{__name__=~"e2e_logins.*",job="${run}"}`);
    expect(others).toEqual([]);
    expect(series?.metric).toMatchObject({ user: "****", plan: "free" });
  });
});

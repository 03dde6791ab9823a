import { loadCatalog } from "../../catalog";
import type { RateLimit } from "../../declaration/checklist";
import { limitOf, RateLimiter } from "../../simulator/rate-limiter";
import { order, shop, simulate, stopAll } from "./fixture";

afterEach(stopAll);

const limit = (paths: string, requests: number, more: Partial<RateLimit> = {}): RateLimit => ({
  ...{ paths, requests, window: "1m", per: "IP", status: 429 },
  ...more,
});

test.each([
  ["newsletter/newsletter-api", "/api/register", 5],
  ["newsletter/newsletter-api", "/api/preferences", 20],
  ["newsletter/newsletter-api", "/api/newsletters", 100],
  ["pulsecal/pulsecal-api", "/ingestion/ppg", 1000],
  ["pulsecal/pulsecal-api", "/alerts", 100],
  ["pulsecal/pulsecal-api", "/health/liveness", undefined],
  ["pulsecal/pulsecal-api", "/metrics", undefined],
  ["ragbase/ragbase-backend", "/api/query", 100],
  ["ragbase/ragbase-backend", "/ready", 100],
  ["ragbase/ragbase-backend", "/internal/callback", undefined],
])("%s allows %s %s requests in a window", (id, path, requests) => {
  const service = loadCatalog().find((one) => one.id === id);
  expect(limitOf(service?.rateLimits ?? [], path)?.requests).toBe(requests);
});

test("a client is refused above its limit, until the window ends; another one is not", () => {
  const limiter = new RateLimiter([limit("*", 2)]);
  const refused = (client: string, now: number) => limiter.refusal(client, "/a", now) !== undefined;
  expect([refused("x", 0), refused("x", 1), refused("x", 2)]).toEqual([false, false, true]);
  expect(refused("y", 2)).toBe(false);
  expect(refused("x", 60_001)).toBe(false);
});

test("where the endpoint counts as well, each has a window of its own", () => {
  const byEndpoint = new RateLimiter([limit("*", 1, { per: "IP and endpoint" })]);
  byEndpoint.refusal("x", "/a", 0);
  expect(byEndpoint.refusal("x", "/b", 1)).toBeUndefined();
  const together = new RateLimiter([limit("*", 1)]);
  together.refusal("x", "/a", 0);
  expect(together.refusal("x", "/b", 1)?.requests).toBe(1);
});

test("a refused request is answered with the declared headers and body, and counted as 429", async () => {
  const headers = { "retry-after": "60", "x-ratelimit-limit": "2" };
  const body = { error: "RATE_LIMITED" };
  const simulator = await simulate(shop({}, { rateLimits: [limit("*", 2, { headers, body })] }));
  const from = { "x-forwarded-for": "203.0.113.7, 10.0.0.1" };
  const answers = [await order(simulator, from), await order(simulator, from), await order(simulator, from)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  const last = answers[2];
  expect([last?.headers.get("retry-after"), last?.headers.get("x-ratelimit-limit")]).toEqual(["60", "2"]);
  expect(await last?.json()).toEqual(body);
  const metrics = await (await fetch(`http://127.0.0.1:${simulator.port}/metrics`)).text();
  expect(metrics).toContain('http_requests_total{route="/orders/{id}",status="429"} 1');
  expect((await order(simulator, { "x-forwarded-for": "203.0.113.8" })).status).toBe(200);
});

test("a health endpoint sends its declared headers", async () => {
  const headers = { "content-security-policy": "default-src 'self'" };
  const health = [{ name: "health", path: "/health", headers, body: () => ({ status: "ok" }) }];
  const simulator = await simulate(shop({ faults: {} }, { health }));
  const answer = await fetch(`http://127.0.0.1:${simulator.port}/health`);
  expect(answer.headers.get("content-security-policy")).toBe("default-src 'self'");
});

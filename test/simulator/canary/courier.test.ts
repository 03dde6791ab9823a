import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { couriers } from "../../../simulator/canary/courier";

const message = { id: "0af7651916cd43dd8448eb211c80319c", sentAt: 1_700_000_000_000 };

/** Stands in for all four servers: keeps what it is asked, and answers as it is told. */
async function servers(answers: Readonly<Record<string, { status?: number; body?: string }>> = {}) {
  const asked: { path: string; query: Record<string, string>; body: string }[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      asked.push({ path: pathname, query: Object.fromEntries(searchParams), body });
      const answer = answers[pathname] ?? {};
      response.writeHead(answer.status ?? 200).end(answer.body ?? "{}");
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => new Promise((done) => server.close(done));
  const ways = couriers("canary", { otlp: url, prometheus: url, loki: url, tempo: url });
  const way = (path: string) => {
    const found = ways.find((one) => one.path === path);
    if (!found) throw new Error(`no way ${path}`);
    return found;
  };
  return { asked, way, close };
}

test.each([
  ["metric", "/v1/metrics", "1700000000000"],
  ["log", "/v1/logs", `canary ${message.id}`],
  ["trace", "/v1/traces", message.id],
])("a %s goes to %s, in the name of the canary, with its number", async (path, url, number) => {
  const { asked, way, close } = await servers();
  await way(path).send(message);
  expect(asked.map((one) => one.path)).toEqual([url]);
  expect(asked[0]?.body).toContain('{"key":"service.name","value":{"stringValue":"canary"}}');
  expect(asked[0]?.body).toContain(number);
  await close();
});

test("what is not taken in is an error", async () => {
  const { way, close } = await servers({ "/v1/logs": { status: 503 } });
  await expect(way("log").send(message)).rejects.toThrow("/v1/logs answers 503");
  await close();
});

test.each([
  [
    "metric",
    "/api/v1/query",
    { query: 'max(last_over_time(belfry_canary_token{service="canary"}[5m])) >= 1700000000000' },
  ],
  [
    "log",
    "/loki/api/v1/query_range",
    { query: `{service="canary"} |= "canary ${message.id}"`, start: "1699999940000000000" },
  ],
  ["trace", `/api/traces/${message.id}`, {}],
])("a %s is looked for at %s", async (path, url, query) => {
  const { asked, way, close } = await servers({ [url]: { body: '{"data":{"result":[1]}}' } });
  expect(await way(path).isThere(message)).toBe(true);
  expect(asked).toEqual([{ path: url, query, body: "" }]);
  await close();
});

test.each([
  ["metric", "/api/v1/query", { body: '{"data":{"result":[]}}' }],
  ["log", "/loki/api/v1/query_range", { body: '{"data":{"result":[]}}' }],
  ["log", "/loki/api/v1/query_range", { status: 500 }],
  ["trace", `/api/traces/${message.id}`, { status: 404 }],
])("a %s is not there when %s answers %j", async (path, url, answer) => {
  const { way, close } = await servers({ [url]: answer });
  expect(await way(path).isThere(message)).toBe(false);
  await close();
});

test("a path ends where its server does not run", () => {
  const loki = "http://127.0.0.1:3100";
  expect(couriers("canary", { otlp: "http://127.0.0.1:4318", loki }).map(({ path }) => path)).toEqual([
    "log",
  ]);
});

import { randomBytes } from "node:crypto";
import { eventually } from "./support/eventually";
import { type LoneCollector, loneCollector } from "./support/lone-collector";

// The real collector with the stack's own configuration, as senders outside of the cluster meet it behind an ingress.

const [pulsecal, ragbase] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
let collector: LoneCollector;
beforeAll(async () => {
  collector = await loneCollector({ tokens: { pulsecal, ragbase } });
});
afterAll(() => collector.stop());

function push(text: string, headers: Record<string, string>): Promise<Response> {
  const record = { body: { stringValue: text } };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "pulsecal-api" } }] };
  const body = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] };
  return fetch(`${collector.outside}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

test.each([
  ["pulsecal", pulsecal],
  ["ragbase", ragbase],
])(
  "takes in what comes with the token of %s, as the service that it names, whosever that is",
  async (system, token) => {
    expect((await push(`from ${system}`, { authorization: `Bearer ${token}` })).status).toBe(200);
    const found = await eventually("the line to come out", 20, async () =>
      collector.sent.find(({ text }) => text === `from ${system}`),
    );
    expect(found.resource).toMatchObject({ system: "pulsecal", service: "pulsecal-api", cluster: "test" });
  },
);

test.each([
  ["no token", {}],
  ["an empty token", { authorization: "Bearer " }],
  ["another token", { authorization: `Bearer ${"0".repeat(32)}` }],
  ["a token of another scheme", { authorization: `Basic ${pulsecal}` }],
])("refuses who comes with %s", async (_what, headers) => {
  const answer = await push("from nobody", headers);
  expect(answer.status).toBe(401);
  expect(await answer.text()).not.toContain(pulsecal);
});

test("refuses a body that is larger than any batch", async () => {
  const answer = await push("x".repeat(9 * 1024 * 1024), { authorization: `Bearer ${pulsecal}` });
  expect(answer.status).toBeGreaterThanOrEqual(400);
});

test("asks nobody inside for a token", async () => {
  const answer = await fetch(`${collector.otlp}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(answer.status).toBe(200);
});

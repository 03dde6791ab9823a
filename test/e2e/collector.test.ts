import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "./support/eventually";
import { type LoneCollector, loneCollector, type Plain, type Sent } from "./support/lone-collector";

// What the real collector makes of what it is sent; Loki and Tempo are not needed.

let collector: LoneCollector;
beforeAll(async () => {
  collector = await loneCollector();
});
afterAll(() => collector.stop());

function otlpValue(value: Plain): unknown {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(otlpValue) } };
  if (typeof value === "number") return { doubleValue: value };
  if (typeof value === "object" && value !== null) return { kvlistValue: { values: otlpFields(value) } };
  return { stringValue: value };
}

function otlpFields(fields: object): unknown[] {
  return Object.entries(fields).map(([key, value]) => ({ key, value: otlpValue(value) }));
}

async function post(path: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${collector.otlp}${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

/** What came out for the record with this id. */
function received(id: string): Promise<Sent> {
  return eventually(`record ${id}`, 20, async () =>
    collector.sent.find(({ attributes }) => attributes.id === id),
  );
}

async function line(text: string, fields: object = {}, resource: object = {}): Promise<Sent> {
  const id = randomUUID();
  const record = { body: { stringValue: text }, attributes: otlpFields({ ...fields, id }) };
  const sender = { attributes: otlpFields({ "service.name": "pulsecal-api", ...resource }) };
  await post("/v1/logs", { resourceLogs: [{ resource: sender, scopeLogs: [{ logRecords: [record] }] }] });
  return received(id);
}

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lLmRvZSJ9.c2lnbmF0dXJlLW9mLWl0";

test("masks what nobody may read, wherever it stands in a text", async () => {
  const cases: readonly [text: string, secret: string][] = [
    ["wrote to jane.doe+x@mail.example.org", "jane"],
    ["GET /unsubscribe?mail=jane.doe%40example.org&x=1", "jane"],
    ["paid with 4111111111111111", "4111"],
    ["paid with 5500-0000-0000-0004", "5500"],
    ["paid with 3782 822463 10005", "3782"],
    ["login with password=hunter2", "hunter2"],
    ["login with PASSWORD: 'hunter2'", "hunter2"],
    ['body {"password":"two words","n":1}', "words"],
    ['body {"user":{"new_password": "a\\"b c"}}', "b c"],
    ['escaped {\\"password\\":\\"hunter2\\"}', "hunter2"],
    ['escaped {\\"password\\":\\"two words\\"}', "words"],
    ['headers {"cookie":"a=1; session=s3cr3t","n":1}', "s3cr3t"],
    ["Authorization: Bearer short", "short"],
    ["the 'token': 'two words' came", "words"],
    ["GET /x?api_key=abc123&page=2", "abc123"],
    ["Authorization: Bearer abc123", "abc123"],
    ["authorization=Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
    ["header Authorization: Bearer opaquetokenwithoutdigits", "opaque"],
    ["sent bearer AbCdEf0123456789.tokenly", "tokenly"],
    [`token was ${jwt}`, "eyJ"],
    ["Set-Cookie: a=1; session=s3cr3t; Path=/", "s3cr3t"],
    ["key sk_live_51HxTestTestTest", "51Hx"],
    ["key ghp_0123456789abcdef0123456789abcdef0123", "0123456789"],
    ["key xoxb-1234567890-abcdef", "1234567890"],
    ["key AKIAIOSFODNN7EXAMPLE", "IOSFODNN"],
    ["connect postgres://app:p4ss@db:5432/x", "p4ss"],
    ["connect redis://:p4ss@cache:6379", "p4ss"],
    ["connect mongodb://app:p@ss:w0rd@db/x", "w0rd"],
  ];
  // The patterns are applied in another order each time.
  const tries = Array.from({ length: 8 }, () => cases).flat();
  const all = await Promise.all(tries.map(([text]) => line(text)));
  for (const [i, [text, secret]] of tries.entries()) {
    const masked = all[i]?.text;
    expect([text, masked]).toEqual([text, expect.stringContaining("****")]);
    expect([text, masked]).not.toEqual([text, expect.stringContaining(secret)]);
  }
});

test("leaves ids, times, addresses and ordinary words alone", async () => {
  const cases: readonly string[] = [
    "2026-11-21T11:30:00.123Z took 1705312200123 ns 1705312200123456789 us 1705312200123456",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
    "request 41d8cd98-4f00-4b20-84e9-800998ecf842 of 10.0.0.1:53412",
    "order 4111 of 20261121, size 4294967296 bytes, id 412345678901234567",
    "GET http://localhost:3000/items?page=2&sort=name took 12.5 ms",
    "Unexpected token < in JSON at position 0",
    "bearer of news, tokens used: none",
    'violates constraint "pk_organizations_members"',
    "at Object.<anonymous> (node:internal/modules/cjs/loader:1105:14)",
    "loaded @opentelemetry/api@1.9.0/build and prom/prometheus@sha256:5ce7540c3c00",
    "phone +49 30 1234567, version 2.26.2111.3",
  ];
  const all = await Promise.all(cases.map((text) => line(text)));
  expect(all.map(({ text }) => text)).toEqual(cases);
});

test("masks fields by their names and their values, nested ones as well", async () => {
  const { attributes } = await line("x", {
    ...{ password: "hunter2", "user.password": "hunter2", "x-api-key": "hunter2", accessToken: "hunter2" },
    ...{ Cookie: "hunter2", client_secret: 42, card: 4111111111111111 },
    note: "mail to jane@example.org",
    user: { name: "jane", credentials: { password: "hunter2 and more" } },
    list: [{ token: "hunter2" }, "jane@example.org"],
  });
  expect(JSON.stringify(attributes)).not.toMatch(/hunter2|and more|@example|4111|\b42\b/);
  expect(attributes).toMatchObject({ password: "****", accessToken: "****", note: "mail to ****" });
});

test("leaves fields alone that only look like secrets, and their types", async () => {
  const fields = {
    ...{ tokens: 12, "llm.tokens.used": 3, secretary: "jane", pid: 4711, duration_ms: 12.5 },
    ...{ statusCode: 200, timestamp: 1705312200123, tags: ["a", "b"], user: { name: "jane", age: 7 } },
    ...{ requestId: "req-41d8cd98", "user-agent": "curl/8.1 (x86; y)" },
  };
  expect((await line("x", fields)).attributes).toMatchObject(fields);
});

test("knows a sender by its service.name, and believes nothing else that it says of itself", async () => {
  const own = await line("x", {}, { system: "ragbase", service: "ragbase-backend", environment: "prod" });
  expect(own.resource).toMatchObject({ system: "pulsecal", service: "pulsecal-api", environment: "test" });
  const spoofed = { "service.name": "stranger", system: "pulsecal", service: "pulsecal-api" };
  const { resource } = await line("x", {}, spoofed);
  expect(resource).toMatchObject({ "service.name": "stranger", system: "unknown", service: "unknown" });
});

test("masks names, messages and lists of spans", async () => {
  const id = randomUUID();
  const span = {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
    name: "GET /users/jane@example.org",
    startTimeUnixNano: `${Date.now()}000000`,
    endTimeUnixNano: `${Date.now()}000000`,
    status: { code: 2, message: "no login with password=hunter2" },
    attributes: otlpFields({
      id,
      "http.request.header.authorization": ["Bearer abc123"],
      to: ["jane@example.org"],
    }),
  };
  const resource = { attributes: otlpFields({ "service.name": "greenstack-api" }) };
  await post("/v1/traces", { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
  const { text, status, attributes, resource: sender } = await received(id);
  expect([text, status]).toEqual(["GET /users/****", "no login with ****"]);
  expect(attributes).toMatchObject({ "http.request.header.authorization": "****", to: '["****"]' });
  expect(sender).toMatchObject({ system: "greenstack", service: "greenstack-api" });
});

// Its own lines tell that they could not be sent, are read, and cannot be sent either.
test("does not feed on its own lines while nobody takes them", async () => {
  const count = () => readFileSync(collector.ownLog, "utf8").split("\n").length;
  collector.refuse();
  await fetch(`${collector.otlp}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: "x" } }] }] }],
    }),
  });
  await sleep(10_000);
  const before = count();
  await sleep(20_000);
  // One line for each try: they come at most every second.
  expect(count() - before).toBeLessThan(60);
});

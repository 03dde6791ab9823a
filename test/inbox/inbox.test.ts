import { mkdtempSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Inbox } from "../../simulator/inbox/inbox";
import { startInbox } from "../../simulator/inbox/inbox";
import type { Message } from "../../simulator/inbox/message";

const local = { host: "127.0.0.1", httpPort: 0, smtpPort: 0 };
let inbox: Inbox;

beforeEach(async () => {
  inbox = await startInbox({ ...local, dataDir: mkdtempSync(join(tmpdir(), "belfry-inbox-")) });
});
afterEach(() => inbox.close());

async function send(method: string, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`http://127.0.0.1:${inbox.httpPort}${path}`, init);
  return { status: response.status, text: await response.text() };
}

async function messages(query = ""): Promise<readonly Message[]> {
  return JSON.parse((await send("GET", `/messages${query}`)).text);
}

/** Speaks SMTP and gives back the server's last reply. */
async function email(subject: string, body: string): Promise<string> {
  const socket = connect(inbox.smtpPort, "127.0.0.1").setEncoding("utf8");
  const said = ["EHLO test", "MAIL FROM:<am@test>", "RCPT TO:<pulsecal@test>", "DATA"];
  const data = `Subject: ${subject}\r\n\r\n${body}\r\n.`;
  let reply = "";
  for await (const chunk of socket) {
    reply = String(chunk).trim();
    const next = said.shift() ?? (reply.startsWith("354") ? data : undefined);
    if (next === undefined) break;
    socket.write(`${next}\r\n`);
  }
  socket.destroy();
  return reply;
}

const slackMessage = { attachments: [{ title: "[FIRING:1] HighErrorRate shop", color: "danger" }] };
const event = {
  routing_key: "key",
  event_action: "trigger",
  dedup_key: "d1",
  payload: { summary: "[FIRING:1] HighErrorRate", source: "am", severity: "critical" },
};

test.each([
  ["/slack/shop", slackMessage, 200, "ok"],
  [
    "/pagerduty/shop/v2/enqueue",
    event,
    202,
    '{"status":"success","message":"Event processed","dedup_key":"d1"}',
  ],
  ["/pagerduty/shop", event, 202, '{"status":"success","message":"Event processed","dedup_key":"d1"}'],
  ["/webhook/shop", { text: "[FIRING:1] HighErrorRate" }, 200, "{}"],
])("%s answers as the real receiver does, and keeps the message", async (path, body, status, text) => {
  expect(await send("POST", path, body)).toEqual({ status, text });
  expect(await messages()).toEqual([
    {
      id: 1,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      channel: path.split("/")[1],
      system: "shop",
      status: "firing",
      alertname: "HighErrorRate",
      ...(path.startsWith("/pagerduty") ? { severity: "critical" } : {}),
      text: expect.stringContaining("[FIRING:1] HighErrorRate"),
      raw: body,
    },
  ]);
});

test("the dead man's switch is the stack's own", async () => {
  expect((await send("POST", "/deadman", { text: "Watchdog" })).status).toBe(200);
  expect(await messages("?channel=deadman")).toMatchObject([{ system: "belfry", text: "Watchdog" }]);
});

test("an e-mail is taken over SMTP", async () => {
  expect(await email("[FIRING:1] HighErrorRate", "severity = critical")).toMatch(/^250 /);
  expect(await messages()).toMatchObject([
    {
      channel: "email",
      system: "pulsecal",
      alertname: "HighErrorRate",
      severity: "critical",
      status: "firing",
    },
  ]);
});

test("messages can be filtered and deleted", async () => {
  await send("POST", "/slack/shop", slackMessage);
  await send("POST", "/slack/crm", slackMessage);
  expect((await messages("?system=crm")).map(({ id }) => id)).toEqual([2]);
  expect(await messages("?channel=webhook")).toEqual([]);
  expect(await messages(`?since=${new Date(Date.now() + 1000).toISOString()}`)).toEqual([]);
  expect((await send("GET", "/messages?since=yesterday")).status).toBe(400);
  expect((await send("DELETE", "/messages")).status).toBe(204);
  expect(await messages()).toEqual([]);
});

test("a receiver can be made to fail so many times", async () => {
  expect((await send("PUT", "/fail/slack", { status: 503, times: 2 })).status).toBe(200);
  const answers = [];
  for (let i = 0; i < 3; i++) answers.push((await send("POST", "/slack/shop", slackMessage)).status);
  expect(answers).toEqual([503, 503, 200]);
  expect(await messages()).toHaveLength(1);
});

test("e-mail can be made to fail, too", async () => {
  await send("PUT", "/fail/email", { status: 451, times: 1 });
  expect(await email("one", "x")).toMatch(/^451 /);
  expect(await email("two", "x")).toMatch(/^250 /);
  expect((await messages()).map(({ text }) => text)).toEqual(["two"]);
});

test.each([
  ["POST", "/pagerduty/shop", { event_action: "trigger" }, 400],
  ["POST", "/slack/shop", [], 400],
  ["POST", "/slack", slackMessage, 404],
  ["POST", "/email/shop", slackMessage, 404],
  ["PUT", "/fail/pager", { status: 500, times: 1 }, 404],
  ["PUT", "/fail/slack", { status: 200, times: 1 }, 400],
])("refuses %s %s", async (method, path, body, status) => {
  expect((await send(method, path, body)).status).toBe(status);
  expect(await messages()).toEqual([]);
});

test("tells that it is well", async () => {
  expect(await send("GET", "/healthz")).toEqual({ status: 200, text: "ok" });
});

test("listens on any address where the network is closed to all but who may send", async () => {
  const open = await startInbox({ ...local, host: "0.0.0.0", closedNetwork: true, dataDir: tmpdir() });
  expect(open.httpPort).toBeGreaterThan(0);
  await open.close();
});

test.each(["0.0.0.0", "::", "192.168.0.1", "example.org", "127.evil.example"])(
  "does not listen on %s",
  async (host) => {
    await expect(startInbox({ ...local, host, dataDir: tmpdir() })).rejects.toThrow(
      `The inbox has no password and cannot listen on ${host}. Fix: --host 127.0.0.1.`,
    );
  },
);

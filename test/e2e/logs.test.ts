import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describeRequestLines } from "./support/describe-request-lines";
import { eventually } from "./support/eventually";
import { type Level, levels, type Sender, senders, toStdout } from "./support/log-senders";
import { type LogLine, logLines } from "./support/servers";
import { sharedStack } from "./support/shared-stack";

const stack = sharedStack();
const minute = 60_000;
const marker = () => `e2e${randomBytes(8).toString("hex")}`;

// Not belfry's own lines: Loki logs the queries that it is asked.
const ofTheFive = '{system=~"newsletter|pulsecal|ragbase|greenstack|travel-crm"}';

/** The line that holds the text, once it is there; more than one is an error. */
async function found(text: string, withinSeconds = 30): Promise<LogLine> {
  return eventually(`the line ${text}`, withinSeconds, async () => {
    const lines = await logLines(stack, `${ofTheFive} |= \`${text}\``, Date.now() - 30 * minute);
    if (lines.length > 1) throw new Error(`${text} came ${lines.length} times`);
    return lines[0];
  });
}

describeRequestLines(stack);

describe("lines sent as the systems send them", () => {
  const all: string[] = [];

  test.each(Object.keys(senders))("%s: level, time and fields are the sender's", async (name) => {
    const { service, correlation, resolution, send } = senders[name] as Sender;
    // Minutes ago, so that a line that carries the time of its arrival is told apart.
    const began = Date.now() - 4 * minute;
    const sent = levels.map((level, index) => ({
      ...{ level, message: `${marker()} went its way`, time: new Date(began + index * 1234) },
      fields: { [correlation]: marker() },
    }));
    for (const line of sent) await send(stack, line);
    for (const { level, message, time, fields } of sent) {
      const line = await found(message);
      expect(line.text).toBe(message);
      expect(line.labels).toMatchObject({ service, level, environment: "prod", cluster: "e2e", ...fields });
      expect(line.time).toBe(Math.floor(time.getTime() / resolution) * resolution);
    }
    all.push(...sent.map(({ message }) => message));
  });

  test.each<[string, string, Level]>([
    ["ragbase-backend", "fatal", "critical"],
    ["ragbase-backend", "trace", "debug"],
    ["ragbase-ai-worker", "WARNING", "warn"],
    ["ragbase-ai-worker", "warning", "warn"],
  ])("%s may spell its level %s", async (service, spelled, level) => {
    const id = marker();
    const worker = { timestamp: new Date().toISOString(), level: spelled, event: id };
    const backend = { time: new Date().toISOString(), level: spelled, msg: id };
    toStdout(stack, service, service === "ragbase-backend" ? backend : worker);
    expect((await found(id)).labels).toMatchObject({ service, level });
  });

  test("no line came twice, though some systems write it to two files", async () => {
    expect(all.length).toBe(levels.length * Object.keys(senders).length);
    await sleep(3000);
    for (const message of all) await found(message);
  });
});

describe("secrets are masked on every way, the rest of the line stays", () => {
  const began = Date.now();
  const secrets = {
    password: "hunter2-and-more",
    bearer: "AbCdEf0123456789.tokenly",
    jwt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lLmRvZSJ9.c2lnbmF0dXJlLW9mLWl0",
    card: "4111 1111 1111 1111",
    email: "jane.doe@example.org",
  };
  const said = [
    `login with password=${secrets.password} refused`,
    `header Authorization: Bearer ${secrets.bearer} read`,
    `token was ${secrets.jwt} here`,
    `paid with ${secrets.card} twice`,
    `wrote to ${secrets.email} today`,
  ];
  const kept = ["login with", "refused", "read", "here", "paid with", "twice", "wrote to", "today"];

  test.each(Object.keys(senders))("%s", async (name) => {
    const { send, correlation } = senders[name] as Sender;
    const id = marker();
    const text = `${id} ${said.join(", ")}`;
    // In the text, in a field of any name, and in a field whose name says it all.
    const fields = {
      [correlation]: id,
      note: said.join(", "),
      password: secrets.password,
      api_key: "k-42-secret",
    };
    await send(stack, { time: new Date(), level: "info", message: text, fields });
    const line = await found(id);
    const everything = JSON.stringify(line);
    for (const secret of [...Object.values(secrets), "k-42-secret"]) expect(everything).not.toContain(secret);
    for (const word of kept) expect(line.text).toContain(word);
    expect(line.labels).toMatchObject({ [correlation]: id, note: expect.stringContaining("wrote to") });
  });

  test("no line in Loki holds any of them", async () => {
    for (const secret of Object.values(secrets)) {
      expect(await logLines(stack, `${ofTheFive} |= \`${secret}\``, began)).toEqual([]);
    }
  });
});

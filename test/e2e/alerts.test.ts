import type { Message } from "../../simulator/inbox/message";
import { eventually, holds } from "./support/eventually";
import { clearFaults, messages, setFault } from "./support/servers";
import { sharedStack } from "./support/shared-stack";

// The rules are those of production, their holds as well: of each system one alert is taken that holds for a minute
// at most. Only Alertmanager waits less. All databases are lost at once, so this file takes as long as the slowest.

const stack = sharedStack();
/** They begin first and are told of first: a lost database holds back its service's warnings. */
const warnings = { "ragbase-backend": "errorTypeRepeats", "travel-crm-api": "slaBreach" } as const;

/** Who must hear of a lost database, typed by hand from systems.md (ragbase's from its declaration: it is silent). */
const table = [
  ["newsletter", "newsletter-api", ["email", "slack"]],
  ["pulsecal", "pulsecal-api", ["pagerduty", "slack"]],
  ["ragbase", "ragbase-backend", ["pagerduty", "webhook"]],
  ["greenstack", "greenstack-api", ["pagerduty"]],
  ["travel-crm", "travel-crm-api", ["email", "slack"]],
] as const;

let began = new Date();
let over = new Date();

/** Every message names its runbook, whatever its shape; an e-mail folds long lines. */
function tellsOf(message: Message, system: string, service: string, alert: string): boolean {
  const raw = typeof message.raw === "string" ? message.raw : JSON.stringify(message.raw);
  return raw.replace(/=\r?\n/g, "").includes(`/${system}/${service}/${alert}.md`);
}

async function told(
  system: string,
  service: string,
  alert: string,
  since = began,
): Promise<readonly Message[]> {
  const all = await messages(stack, { since: since.toISOString() });
  return all.filter((message) => tellsOf(message, system, service, alert));
}

const summary = (found: readonly Message[], status: Message["status"]) =>
  found
    .filter((message) => message.status === status)
    .map(({ channel, system }) => `${channel} of ${system}`)
    .sort();

async function clearAll(): Promise<void> {
  for (const [, service] of table) await clearFaults(stack, service);
}

const first = (channel: string, system: string, service: string, alert: string) =>
  eventually(`${alert} on ${channel}`, 90, async () =>
    // From any time: an alert that has fired in an earlier test is not told of again.
    (await told(system, service, alert, new Date(0))).find(
      (message) => message.channel === channel && message.status === "firing",
    ),
  );

beforeAll(async () => {
  for (const [service, name] of Object.entries(warnings)) await setFault(stack, service, name);
});
afterAll(clearAll);

describe("a warning looks as its system has it", () => {
  test("travel-crm's Slack: title, colour and footer", async () => {
    const { raw } = await first("slack", "travel-crm", "travel-crm-api", "SlaBreach");
    expect(raw).toMatchObject({
      attachments: [
        {
          title: "Travel CRM Alert - WARNING",
          color: "#FFA500",
          footer: "Travel CRM Monitoring",
          // Query and level are in the log lines, no metric has them.
          text: "SLA breach - severity high",
        },
      ],
    });
  });

  test("ragbase's webhook: an error type that reaches five within the hour", async () => {
    const raw = await eventually("EMBEDDING_ERROR at the webhook", 90, async () => {
      const found = await told("ragbase", "ragbase-backend", "ErrorTypeRepeats", new Date(0));
      return found
        .map((message) => message.raw)
        .find((body) => JSON.stringify(body).includes("EMBEDDING_ERROR"));
    });
    const exceeded = /^Error threshold exceeded: EMBEDDING_ERROR \((\d+) in last hour\)$/;
    const { message } = raw as { message: string };
    expect(Number(exceeded.exec(message)?.[1])).toBeGreaterThanOrEqual(5);
    expect(raw).toEqual({
      text: `[ERROR] ${message}`,
      level: "error",
      message: expect.stringMatching(exceeded),
      context: expect.objectContaining({ type: "EMBEDDING_ERROR" }),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      // Belfry's own: no shape of ragbase says whether it is over.
      status: "firing",
    });
  });

  test("ragbase's error type is told to the webhook and to nobody else", async () => {
    const found = await told("ragbase", "ragbase-backend", "ErrorTypeRepeats", new Date(0));
    expect([...new Set(found.map(({ channel }) => channel))]).toEqual(["webhook"]);
  });
});

describe("a lost database is told to whom it concerns, within two minutes", () => {
  beforeAll(async () => {
    began = new Date();
    for (const [, service] of table) await setFault(stack, service, "databaseDown");
  });

  test.each(table)("%s", async (system, service, channels) => {
    await holds(`DatabaseDown of ${service}`, 150, async () => {
      const found = await told(system, service, "DatabaseDown");
      expect(summary(found, "firing")).toEqual(channels.map((channel) => `${channel} of ${system}`));
    });
    const found = await told(system, service, "DatabaseDown");
    for (const { time, severity } of found) {
      expect(new Date(time).getTime() - began.getTime()).toBeLessThan(120_000);
      expect(severity).toBe("critical");
    }
  });
});

describe("what is critical looks as its system has it", () => {
  test("travel-crm's Slack: title, colour and footer", async () => {
    const { raw } = await first("slack", "travel-crm", "travel-crm-api", "DatabaseDown");
    expect(raw).toMatchObject({
      attachments: [
        {
          title: "Travel CRM Alert - CRITICAL",
          color: "#FF0000",
          footer: "Travel CRM Monitoring",
          text: "Database connection lost! Immediate action required.",
        },
      ],
    });
  });

  test("travel-crm's e-mail: subject and text", async () => {
    const { raw } = await first("email", "travel-crm", "travel-crm-api", "DatabaseDown");
    expect(raw).toMatch(/^Subject: Database Down\r?$/m);
    expect(raw).toMatch(/^Database connection lost! Immediate action required\.\r?$/m);
  });
});

describe("when the database is back, everybody who was told is told so", () => {
  beforeAll(async () => {
    over = new Date();
    await clearAll();
  });

  test.each(table)("%s", async (system, service, channels) => {
    await holds(`the end of DatabaseDown of ${service}`, 90, async () => {
      const found = await told(system, service, "DatabaseDown", over);
      expect(summary(found, "resolved")).toEqual(channels.map((channel) => `${channel} of ${system}`));
    });
    // From the beginning to the end: each told once that it began and once that it is over.
    const all = await told(system, service, "DatabaseDown");
    expect(all.length).toBe(2 * channels.length);
  });

  test("PagerDuty closes the very incidents that it has opened", async () => {
    const events = await messages(stack, { channel: "pagerduty", since: began.toISOString() });
    const lost = events.filter((event) =>
      table.some(([system, service]) => tellsOf(event, system, service, "DatabaseDown")),
    );
    const keys = (action: string) =>
      lost
        .map(({ raw }) => raw as { event_action: string; dedup_key: string })
        .filter(({ event_action }) => event_action === action)
        .map(({ dedup_key }) => dedup_key)
        .sort();
    expect(keys("trigger").length).toBe(3);
    expect(keys("resolve")).toEqual(keys("trigger"));
  });
});

test("the heartbeat is heard at least every two minutes", async () => {
  const beats = () => messages(stack, { channel: "deadman" });
  await holds("a first beat", 120, async () => expect(await beats()).toMatchObject([{ system: "belfry" }]));
  const [last] = await beats();
  await holds("the next beat, about a minute later", 130, async () => {
    const [beat] = await beats();
    expect(new Date(beat?.time ?? 0).getTime()).toBeGreaterThan(new Date(last?.time ?? 0).getTime());
  });
});

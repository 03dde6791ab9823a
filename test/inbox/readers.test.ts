import * as fc from "fast-check";
import { readEmail } from "../../simulator/inbox/email";
import { readPagerDuty } from "../../simulator/inbox/pagerduty";
import { readSlack } from "../../simulator/inbox/slack";
import { readWebhook } from "../../simulator/inbox/webhook";

// Titles as Alertmanager's default templates write them.
const firing = "[FIRING:1] HighErrorRate pulsecal (critical)";
const resolved = "[RESOLVED] HighErrorRate pulsecal (critical)";

describe("Slack", () => {
  test.each([
    ["firing", "danger", firing],
    ["resolved", "good", resolved],
  ])("a message of Alertmanager is %s", (status, color, title) => {
    const body = { attachments: [{ title, text: "", fallback: `${title} | http://am`, color }] };
    expect(readSlack(body)).toEqual({
      status,
      alertname: "HighErrorRate",
      severity: "critical",
      text: title,
    });
  });

  test("fields say what a title of one's own does not", () => {
    const fields = [
      { title: "Alert", value: "DatabaseDown" },
      { title: "Severity", value: "Critical" },
    ];
    const attachment = { title: "Travel CRM Alert - CRITICAL", text: "Database connection lost!", fields };
    expect(readSlack({ attachments: [{ ...attachment, color: "#FF0000" }] })).toEqual({
      status: "firing",
      alertname: "DatabaseDown",
      severity: "critical",
      text: "Travel CRM Alert - CRITICAL",
    });
  });

  test("a message in belfry's own look is told by its words and its runbook", () => {
    const title = "Resolved: WARNING: High Latency, pulsecal-api (local)";
    const title_link = "https://runbooks.test/pulsecal/pulsecal-api/HighLatency.md";
    const text = "*95% of requests are slow*\nA critical path; not resolved by itself.";
    expect(readSlack({ attachments: [{ title, title_link, text, color: "#2E7D32" }] })).toEqual({
      status: "resolved",
      alertname: "HighLatency",
      severity: "warning",
      text: title,
    });
  });

  test("only a headline resolves by a word", () => {
    const attachment = { title: "CRITICAL: Database Down", text: "It will be resolved by a restart." };
    expect(readSlack({ attachments: [attachment] })).toMatchObject({
      status: "firing",
      severity: "critical",
    });
  });

  test("a plain text is a message, nothing is none", () => {
    expect(readSlack({ text: "hello" })).toEqual({ status: "firing", text: "hello" });
    expect(readSlack({})).toBeUndefined();
    expect(readSlack([])).toBeUndefined();
  });
});

describe("PagerDuty", () => {
  const event = {
    routing_key: "r".repeat(32),
    event_action: "trigger",
    dedup_key: "d1",
    client: "Alertmanager",
    payload: {
      summary: firing,
      source: "Alertmanager",
      severity: "critical",
      custom_details: {
        firing: "Labels:\n - alertname = HighErrorRate\n",
        num_firing: "1",
        num_resolved: "0",
      },
    },
  };

  test.each([
    ["trigger", "firing"],
    ["resolve", "resolved"],
  ])("%s is %s, whatever the details say", (event_action, status) => {
    expect(readPagerDuty({ ...event, event_action })).toEqual({
      content: { status, alertname: "HighErrorRate", severity: "critical", text: firing },
      dedupKey: "d1",
    });
  });

  test("the class is the alert's name", () => {
    const payload = {
      ...event.payload,
      summary: "pulsecal-api: slow",
      class: "HighLatency",
      custom_details: {},
    };
    expect(readPagerDuty({ ...event, payload })?.content).toMatchObject({ alertname: "HighLatency" });
  });

  test.each([
    ["no routing key", { ...event, routing_key: "" }],
    ["an unknown action", { ...event, event_action: "fire" }],
    [
      "a severity that PagerDuty does not know",
      { ...event, payload: { ...event.payload, severity: "page" } },
    ],
    ["a trigger without payload", { ...event, payload: undefined }],
  ])("refuses %s, as PagerDuty does", (_what, body) => {
    expect(readPagerDuty(body)).toBeUndefined();
  });
});

describe("webhook", () => {
  const labels = { alertname: "HighLatency", severity: "warning", system: "pulsecal" };

  test("reads Alertmanager's own shape", () => {
    const body = {
      version: "4",
      status: "resolved",
      commonLabels: labels,
      commonAnnotations: { summary: "slow" },
      alerts: [{ status: "resolved", labels, annotations: { summary: "slow" } }],
    };
    expect(readWebhook(body)).toEqual({
      status: "resolved",
      alertname: "HighLatency",
      severity: "warning",
      text: "slow",
    });
  });

  test("names every alert of a group once", () => {
    const alerts = ["A", "B", "A"].map((alertname) => ({
      labels: { alertname },
      annotations: { summary: alertname },
    }));
    const body = { status: "firing", commonLabels: {}, commonAnnotations: {}, alerts };
    expect(readWebhook(body)).toEqual({ status: "firing", alertname: "A,B", text: "A" });
  });

  test("reads ragbase's shape", () => {
    const body = {
      text: "[ERROR] Error threshold exceeded: Timeout (5 in last hour)",
      level: "error",
      message: "Error threshold exceeded: Timeout (5 in last hour)",
      context: { severity: "warning", runbook: "https://r.test/ragbase/ragbase-backend/ErrorTypeRepeats.md" },
      status: "resolved",
    };
    expect(readWebhook(body)).toEqual({
      status: "resolved",
      alertname: "ErrorTypeRepeats",
      severity: "warning",
      text: body.text,
    });
  });

  test("takes any JSON object, and never throws on anything", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
        readSlack(body);
        readPagerDuty(body);
        return (readWebhook(body) !== undefined) === isObject;
      }),
    );
  });
});

describe("e-mail", () => {
  const source = (subject: string, body: string, type = "text/plain") =>
    `From: a@b.test\r\nTo: admin@crm.test\r\nSubject: ${subject}\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}\r\n`;

  test("reads labels out of Alertmanager's HTML", async () => {
    const html =
      "<style>a = b</style><strong>Labels</strong><br>alertname = DatabaseDown<br />severity = critical<br />system = travel-crm<br />";
    const raw = source("[FIRING:1] DatabaseDown", html, "text/html");
    expect(await readEmail(raw, ["admin@crm.test"])).toEqual({
      channel: "email",
      system: "travel-crm",
      status: "firing",
      alertname: "DatabaseDown",
      severity: "critical",
      text: "[FIRING:1] DatabaseDown",
      raw,
    });
  });

  test("belongs to the recipient where no label names the system, and decodes its subject", async () => {
    const raw = source("=?utf-8?q?Resolved:_Database_=C3=BCber?=", "All is well.");
    expect(await readEmail(raw, ["travel-crm@inbox.test"])).toMatchObject({
      system: "travel-crm",
      status: "resolved",
      text: "Resolved: Database über",
    });
  });
});

import { randomBytes } from "node:crypto";
import { holds } from "../support/eventually";
import { toStdout } from "../support/log-senders";
import type { LoneCollector } from "../support/lone-collector";
import { loneCollector } from "../support/lone-collector";
import { postGauge, postLog } from "../support/otlp";
import { clearFaults, setFault } from "../support/servers";
import { protocolPort, sharedStack } from "../support/shared-stack";
import { spanSenders } from "../support/span-senders";
import { keepDown } from "../support/units";
import { foundLines, foundSamples, foundSpans } from "./found";
import type { Numbered } from "./numbered";
import { lostOf, sendNumbered } from "./numbered";
import { channelsOf, tellings } from "./tellings";
import { run } from "./under-kill";

// What was promised holds while something is away, slow or wrong, and the operator is told.

const stack = sharedStack();
const collector = `http://127.0.0.1:${protocolPort(stack, "4318")}`;
const service = { "service.name": "e2e-outage" };

async function expectTold(service: string, alert: string, to: readonly string[], since: Date): Promise<void> {
  await holds(`${alert} of ${service}`, 600, async () => {
    expect(channelsOf((await tellings(stack, { service, alert }, since)).firing)).toEqual(to);
  });
}

async function expectNoneLost(what: string, sent: Numbered, found: () => Promise<ReadonlySet<number>>) {
  await holds(`${what}: all that was taken`, 120, async () =>
    expect(lostOf(sent, await found())).toEqual([]),
  );
}

const line = (url: string, body: string, time: number) =>
  postLog(url, { resource: service, time, severityNumber: 9, attributes: {}, body });

describe("the Collector is away for two minutes", () => {
  const away = 120;
  const pace = { perSecond: 2, seconds: away, patienceSeconds: 2 * away };
  const sentInAll = pace.perSecond * pace.seconds;
  const instance = `${run}-away`;
  const began = new Date();
  let sent: readonly Numbered[] = [];

  beforeAll(async () => {
    const loads = [
      { ...pace, send: (n: number, time: number) => line(collector, `${run}-away ${n}`, time) },
      {
        ...pace,
        send: async (n: number) => {
          const traceId = randomBytes(16).toString("hex");
          const span = { service: "e2e-outage", name: `${run}-away ${n}`, traceId, attributes: {} };
          await spanSenders["OTLP over HTTP"]?.(stack, span);
        },
      },
      {
        ...pace,
        send: (value: number, time: number) => {
          const resource = { ...service, "service.instance.id": instance };
          return postGauge(collector, { resource, name: "e2e_away", value, time });
        },
      },
      {
        ...pace,
        send: async (n: number, time: number) => {
          const head = { level: "info", time: new Date(time).toISOString(), pid: 1, hostname: "backend" };
          toStdout(stack, "ragbase-backend", { ...head, msg: `${run}-beside ${n}` });
        },
      },
    ];
    [sent] = await Promise.all([Promise.all(loads.map(sendNumbered)), keepDown(stack, "collector", away)]);
  });

  test.each([
    ["lines", 0, () => foundLines(stack, `${run}-away`, began.getTime())],
    ["spans", 1, () => foundSpans(stack, `${run}-away`, began.getTime())],
    ["samples", 2, () => foundSamples(stack, `e2e_away{instance="${instance}"}`)],
    ["lines of files", 3, () => foundLines(stack, `${run}-beside`, began.getTime())],
  ])("what tries again arrives with its own time: %s", async (what, i, found) => {
    const numbered = sent[i];
    expect(numbered?.acknowledged.size).toBe(sentInAll);
    if (numbered) await expectNoneLost(what, numbered, found);
  });

  test.each([
    ["collector", "ServiceDown"],
    ["canary", "TelemetryPathBroken"],
  ])("the operator is told: %s %s", (name, alert) => expectTold(name, alert, ["pagerduty", "slack"], began));
});

describe("a sender's clock is two hours ahead", () => {
  let began = new Date();
  beforeAll(async () => {
    began = new Date();
    for (const one of ["newsletter-api", "pulsecal-api"]) await setFault(stack, one, "clockSkew");
  });
  afterAll(async () => {
    for (const one of ["newsletter-api", "pulsecal-api"]) await clearFaults(stack, one);
  });

  test("nothing of the others is lost", async () => {
    const pace = { perSecond: 2, seconds: 60 };
    const instance = `${run}-beside-skew`;
    const resource = { ...service, "service.instance.id": instance };
    const [lines, samples] = await Promise.all([
      sendNumbered({ ...pace, send: (n, time) => line(collector, `${run}-skew ${n}`, time) }),
      sendNumbered({
        ...pace,
        send: (value, time) => postGauge(collector, { resource, name: "e2e_skew", value, time }),
      }),
    ]);
    await expectNoneLost("lines", lines, () => foundLines(stack, `${run}-skew`, began.getTime()));
    await expectNoneLost("samples", samples, () => foundSamples(stack, `e2e_skew{instance="${instance}"}`));
  });

  test("the operator is told", () => expectTold("loki", "LogLinesDiscarded", ["slack"], began));
});

describe("Loki is slow", () => {
  let slow: LoneCollector;
  beforeAll(async () => {
    // A queue of one mebibyte.
    slow = await loneCollector({ storageMib: 5 });
  });
  afterAll(() => slow.stop());

  async function queueFilled(): Promise<number> {
    const text = await (await fetch(slow.metrics)).text();
    const of = (name: string) => {
      const found = new RegExp(`^otelcol_exporter_queue_${name}\\{.*otlp_http/loki.*\\} (\\S+)$`, "m").exec(
        text,
      );
      return Number(found?.[1]);
    };
    return of("size") / of("capacity");
  }

  test("its lines wait, the queue's alert sees it, and nothing that was taken is lost", async () => {
    slow.delay(20_000);
    const padding = "x".repeat(10_000);
    const sending = sendNumbered({
      ...{ perSecond: 20, seconds: 12 },
      send: (n, time) => line(slow.otlp, `${padding} ${n}`, time),
    });
    // What QueueAlmostFull waits for.
    await holds("a queue that is nearly full", 30, async () =>
      expect(await queueFilled()).toBeGreaterThan(0.8),
    );
    slow.delay(0);
    const sent = await sending;
    expect(sent.acknowledged.size).toBe(240);
    await expectNoneLost("lines", sent, async () => {
      return new Set(slow.sent.map(({ text }) => Number(/ (\d+)$/.exec(String(text))?.[1])));
    });
  });
});

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { holds } from "../support/eventually";
import { toStdout, toTcp } from "../support/log-senders";
import { postGauge, postLog } from "../support/otlp";
import { json, messages } from "../support/servers";
import { protocolPort, sharedStack } from "../support/shared-stack";
import { sendOverGrpc, spanSenders } from "../support/span-senders";
import { foundLines, foundSamples, foundSpans } from "./found";
import type { Numbered } from "./numbered";
import { lostOf } from "./numbered";
import { udpSender } from "./udp-spans";
import { expectAll, measure, measured, pace, run, sentInAll, underKill } from "./under-kill";

// docs/what-survives.md, line by line, as in kill-stores.test.ts: here what hands on.

const stack = sharedStack();
const collector = `http://127.0.0.1:${protocolPort(stack, "4318")}`;
const service = { "service.name": "e2e-numbered" };
const traceId = () => randomBytes(16).toString("hex");

afterAll(() => console.log(measured.join("\n")));

/** Seconds between the first and the last of what is lost. */
function gap({ acknowledged }: Numbered, lost: readonly number[]): number {
  const times = lost.map((number) => acknowledged.get(number) ?? 0);
  return times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / 1000;
}

/** Seconds for which nobody listens while the collector starts anew. */
const away = pace.seconds - 5;
/** Lines of a file wait so long in memory after their place in the file was noted: 100 ms, and time for a slow machine. */
const buffered = 1;

/** What knows no acknowledgement: no more is lost than comes within so many seconds. */
async function expectGap(
  path: string,
  sent: Numbered,
  mostSeconds: number,
  found: () => Promise<ReadonlySet<number>>,
) {
  // The last one shows that those before it have had their time, but for what is on its way beside it.
  await holds(`${path}: the last record`, 60, async () =>
    expect((await found()).has(sentInAll - 1)).toBe(true),
  );
  await sleep(5000);
  const lost = lostOf(sent, await found());
  measure(path, sent, lost.length, ` within ${gap(sent, lost).toFixed(1)} s`);
  expect(gap(sent, lost)).toBeLessThan(mostSeconds);
}

test("the Collector: what it acknowledges is not lost, what it cannot acknowledge only while it is away", async () => {
  const began = Date.now();
  const udp = udpSender(protocolPort(stack, "6831"));
  const instance = `${run}-collector`;
  const { sent } = await underKill(stack, "collector", [
    {
      ...pace,
      send: (number, time) =>
        postLog(collector, {
          ...{ resource: service, time, severityNumber: 9, attributes: {} },
          body: `${run}-otlp ${number}`,
        }),
    },
    {
      ...pace,
      send: async (number) => {
        const name = `${run}-span ${number}`;
        const span = { service: "e2e-numbered", name, traceId: traceId(), attributes: {} };
        await spanSenders["OTLP over HTTP"]?.(stack, span);
      },
    },
    {
      ...pace,
      send: (number, time) => {
        const resource = { ...service, "service.instance.id": instance };
        return postGauge(collector, { resource, name: "e2e_handed_on", value: number, time });
      },
    },
    {
      ...pace,
      send: async (number, time) => {
        const head = { level: "info", time: new Date(time).toISOString(), pid: 1, hostname: "backend" };
        toStdout(stack, "ragbase-backend", { ...head, msg: `${run}-file ${number}` });
      },
    },
    {
      ...{ ...pace, again: false },
      send: (number, time) => {
        const timestamp = new Date(time).toISOString().slice(0, 19).replace("T", " ");
        const entry = { timestamp, level: "info", message: `${run}-tcp ${number}`, service: "pulsecal-api" };
        return toTcp(stack, entry);
      },
    },
    {
      ...{ ...pace, again: false },
      send: async (number) => {
        udp.send(`${run}-udp ${number}`);
      },
    },
  ]);
  await udp.close();
  const [lines, spans, samples, file, tcp, datagrams] = sent;
  await expectAll("Collector, OTLP lines", lines, () => foundLines(stack, `${run}-otlp`, began));
  await expectAll("Collector, OTLP spans", spans, () => foundSpans(stack, `${run}-span`, began));
  await expectAll("Collector, OTLP samples", samples, () =>
    foundSamples(stack, `e2e_handed_on{instance="${instance}"}`),
  );
  await expectGap("Collector, lines of files", file, buffered, () => foundLines(stack, `${run}-file`, began));
  await expectGap("Collector, JSON over TCP", tcp, away, () => foundLines(stack, `${run}-tcp`, began));
  await expectGap("Collector, Jaeger over UDP", datagrams, away, () =>
    foundSpans(stack, `${run}-udp`, began),
  );
});

/** `max_trace_idle` and `flush_check_period` of components/tempo.ts are 2 s each; what was taken earlier is on disk. */
const tempoBoundSeconds = 6;
/** An answer that was on its way when Tempo was killed; the next one's first comes later. */
const onItsWaySeconds = 0.2;

test("Tempo loses no more than the spans of its last seconds", async () => {
  // Long enough before the kill that some must have reached the disk.
  const load = { perSecond: 20, seconds: 25 };
  const began = Date.now();
  const { killedAt, sent } = await underKill(
    stack,
    "tempo",
    [
      {
        ...load,
        send: (number) => {
          const name = `${run}-tempo ${number}`;
          const span = { service: "e2e-numbered", name, traceId: traceId(), attributes: {} };
          return sendOverGrpc(stack.port("tempo", "otlp"), span);
        },
      },
    ],
    18,
  );
  const [spans] = sent;
  expect(spans.acknowledged.size).toBe(load.perSecond * load.seconds);
  const age = (number: number) => (killedAt - (spans.acknowledged.get(number) ?? 0)) / 1000;
  let lost: readonly number[] = [];
  await holds("Tempo: all but its last seconds", 60, async () => {
    lost = lostOf(spans, await foundSpans(stack, `${run}-tempo`, began));
    expect(
      lost.filter((number) => age(number) < -onItsWaySeconds || age(number) > tempoBoundSeconds),
    ).toEqual([]);
  });
  const oldest = Math.max(0, ...lost.map(age)).toFixed(1);
  measure("Tempo", spans, lost.length, `, the oldest taken ${oldest} s before the kill`);
});

const alerting = () => `${stack.url("alertmanager")}/api/v2`;

function post(path: string, body: unknown): Promise<{ silenceID?: string }> {
  const headers = { "content-type": "application/json" };
  return json(`${alerting()}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

/** As Prometheus sends it: a warning of pulsecal, which goes to PagerDuty and Slack. */
function alertNumbered(number: number, endsAt: Date) {
  const labels = {
    ...{
      system: "pulsecal",
      service: `e2e-${run}`,
      team: "pulsecal",
      severity: "warning",
      environment: "prod",
    },
    alertname: `Numbered${number}`,
  };
  const annotations = {
    summary: `number ${number}`,
    runbook_url: `https://runbooks.example/${run}/${number}.md`,
  };
  return { labels, annotations, endsAt: endsAt.toISOString() };
}

const alerts = 20;
const soon = () => new Date(Date.now() + 240_000);

async function delivered(channel: string, since: Date): Promise<readonly (readonly [number, unknown])[]> {
  const all = await messages(stack, { channel, since: since.toISOString() });
  return all.flatMap(({ raw }) => {
    const number = new RegExp(`${run}/(\\d+)\\.md`).exec(JSON.stringify(raw))?.[1];
    return number === undefined ? [] : [[Number(number), raw] as const];
  });
}

test("Alertmanager delivers each alert at least once, opens no second incident and keeps its silences", async () => {
  const began = new Date();
  const silence = await post("silences", {
    matchers: [{ name: "service", value: `e2e-silenced-${run}`, isRegex: false, isEqual: true }],
    ...{ startsAt: new Date(), endsAt: new Date(Date.now() + 600_000), createdBy: "e2e", comment: run },
  });
  // Silences and the log of what was sent reach the disk every 30 s.
  const load = {
    ...{ perSecond: 0.5, seconds: 2 * alerts },
    send: async (number: number) => {
      await post("alerts", [alertNumbered(number, soon())]);
    },
  };
  const { sent } = await underKill(stack, "alertmanager", [load], 35);
  expect(sent[0].acknowledged.size).toBe(alerts);
  const all = Array.from({ length: alerts }, (_, number) => number);
  // Prometheus sends what still fires again and again: Alertmanager keeps alerts in memory only.
  await post(
    "alerts",
    all.map((number) => alertNumbered(number, soon())),
  );
  for (const channel of ["pagerduty", "slack"]) {
    await holds(`each alert on ${channel}`, 60, async () => {
      expect([...new Set((await delivered(channel, began)).map(([n]) => n))].sort((a, b) => a - b)).toEqual(
        all,
      );
    });
  }
  const events = await delivered("pagerduty", began);
  const keys = new Set(
    events.map(([number, raw]) => `${number} ${(raw as { dedup_key: string }).dedup_key}`),
  );
  expect(keys.size).toBe(alerts);
  const twice = (await delivered("slack", began)).length - alerts;
  measure(
    "Alertmanager",
    sent[0],
    0,
    `, ${twice} told twice on Slack, ${events.length - alerts} on PagerDuty (same key)`,
  );
  await post(
    "alerts",
    all.map((number) => alertNumbered(number, new Date())),
  );
  const kept = await json<{ status: { state: string } }>(`${alerting()}/silence/${silence.silenceID}`);
  expect(kept.status.state).toBe("active");
});

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { foundLines, foundSamples, foundSpans } from "../e2e/full/found";
import { lostOf, type Numbered, sendNumbered } from "../e2e/full/numbered";
import { holds } from "../e2e/support/eventually";
import { postGauge, postLog } from "../e2e/support/otlp";
import { clearFaults, json, messages, setFault } from "../e2e/support/servers";
import { sendOverHttp } from "../e2e/support/span-senders";
import { writerOf, writtenInAll } from "./support/database-writers";
import { back, killPod } from "./support/kill";
import { pods } from "./support/kubectl";
import { servers } from "./support/servers";
import { describeCluster } from "./support/test-cluster";

// docs/what-survives.md where a pod is killed and comes back as another one, on the same volume.

/** They hand on or keep what is sent meanwhile. */
const flow = ["collector", "prometheus", "loki", "alertmanager", "inbox"] as const;
const databases = ["postgres", "redis"] as const;
/** They keep nothing that anybody would miss. */
const others = [
  ...["backup", "blackbox-exporter", "canary", "kube-state-metrics", "log-collector", "node-exporter"],
  ...["postgres-exporter", "readiness", "redis-exporter", "simulator-newsletter-api"],
] as const;
/** The slowest reads its log again (Loki): a quarter of it on two busy cores. */
const backWithinSeconds = 60;
/** `max_trace_idle` and `flush_check_period` of components/tempo.ts are 2 s each, and the collector's batch takes one. */
const tempoBoundSeconds = 8;

const run = randomBytes(6).toString("hex");
const resource = { "service.name": "e2e-numbered" };
const measured: string[] = [];

/** Lines, samples and spans, ten of each a second, sent again until they are taken. */
async function underLoad(name: string, seconds: number, work: () => Promise<void>) {
  const url = servers.url("collector", "otlp-http");
  const pace = { perSecond: 10, seconds, patienceSeconds: 150 };
  const began = Date.now();
  const sending = Promise.all([
    sendNumbered({
      ...pace,
      send: (number, time) => {
        const body = `${run}-${name} ${number}`;
        return postLog(url, { resource, time, severityNumber: 9, attributes: {}, body });
      },
    }),
    sendNumbered({
      ...pace,
      send: (number, time) => {
        const instance = { ...resource, "service.instance.id": `${run}-${name}` };
        return postGauge(url, { resource: instance, name: "e2e_killed", value: number, time });
      },
    }),
    sendNumbered({
      ...pace,
      send: (number) => {
        const span = { name: `${run}-${name} ${number}`, traceId: randomBytes(16).toString("hex") };
        return sendOverHttp(url, { ...span, service: "e2e-numbered", attributes: {} });
      },
    }),
  ]);
  await work();
  const [lines, samples, spans] = await sending;
  for (const { acknowledged } of [lines, samples, spans]) expect(acknowledged.size).toBe(10 * seconds);
  await holds("every line and sample that was taken", 120, async () => {
    expect(lostOf(lines, await foundLines(servers, `${run}-${name}`, began))).toEqual([]);
    const found = await foundSamples(servers, `e2e_killed{instance="${run}-${name}"}`);
    expect(lostOf(samples, found)).toEqual([]);
  });
  return { spans, foundSpans: () => foundSpans(servers, `${run}-${name}`, began) };
}

function measure(name: string, seconds: number, ...sent: readonly Numbered[]): void {
  const again = sent.map(({ repeated }) => `; ${repeated} of its spans sent again`).join("");
  measured.push(`${name}: back after ${seconds} s${again}`);
}

describeCluster("pods of production killed under load in a cluster", () => {
  const began = new Date();
  let silence: string;

  /** What PagerDuty was told of the lost database: what was asked of it, and of which incident. */
  const told = async () => {
    const all = await messages(servers, { since: began.toISOString(), channel: "pagerduty" });
    return all
      .map(({ raw }) => raw as { event_action: string; dedup_key: string })
      .filter((raw) => JSON.stringify(raw).includes("/pulsecal/pulsecal-api/DatabaseDown.md"));
  };

  beforeAll(async () => {
    const matchers = [{ name: "service", value: run, isRegex: false, isEqual: true }];
    const times = { startsAt: new Date(), endsAt: new Date(Date.now() + 3_600_000) };
    const answer = await json<{ silenceID: string }>(`${servers.url("alertmanager")}/api/v2/silences`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ matchers, ...times, createdBy: "cluster", comment: run }),
    });
    silence = answer.silenceID;
    await setFault(servers, "pulsecal-api", "databaseDown");
    await holds("the incident", 170, async () => expect((await told()).length).toBeGreaterThan(0));
  });
  afterAll(async () => {
    console.log(measured.join("\n"));
    await clearFaults(servers, "pulsecal-api");
  });

  test.each(flow)(
    "%s is back in time, and nothing that was taken is lost",
    async (name) => {
      let seconds = 0;
      const { spans, foundSpans } = await underLoad(name, 12, async () => {
        await sleep(5000);
        seconds = await back(name, await killPod(name), backWithinSeconds);
      });
      await holds("every span that was taken", 60, async () => {
        expect(lostOf(spans, await foundSpans())).toEqual([]);
      });
      measure(name, seconds, spans);
    },
    400_000,
  );

  test("tempo is back in time, and loses no more than the spans of its last seconds", async () => {
    let seconds = 0;
    let at = 0;
    const { spans, foundSpans } = await underLoad("tempo", 25, async () => {
      await sleep(15_000);
      const killed = await killPod("tempo");
      at = killed.at;
      seconds = await back("tempo", killed, backWithinSeconds);
    });
    const age = (number: number) => (at - (spans.acknowledged.get(number) ?? 0)) / 1000;
    await holds("all but its last seconds", 60, async () => {
      const lost = lostOf(spans, await foundSpans());
      expect(lost.filter((number) => age(number) < 0 || age(number) > tempoBoundSeconds)).toEqual([]);
    });
    const oldest = Math.max(0, ...lostOf(spans, await foundSpans()).map(age)).toFixed(1);
    measure(`tempo (oldest lost span ${oldest} s before)`, seconds, spans);
  }, 400_000);

  test.each(databases)(
    "%s is back in time, and nothing that was taken is lost",
    async (name) => {
      const writer = writerOf(name);
      const writing = writer.write();
      await sleep(5000);
      const seconds = await back(name, await killPod(name), backWithinSeconds);
      const taken = await writing;
      expect(taken.size).toBe(writtenInAll);
      const found = await writer.read();
      expect([...taken].filter((number) => !found.has(number))).toEqual([]);
      measure(name, seconds);
    },
    400_000,
  );

  test.each(others)("%s is back in time", async (name) => {
    measure(name, await back(name, await killPod(name), backWithinSeconds));
  });

  test("all that ran before runs again, and keeps running", async () => {
    await sleep(15_000);
    const ill = (await pods()).flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? [])
        .filter(({ ready }) => !ready)
        .map(({ name }) => `${metadata.name}/${name}`),
    );
    expect(ill).toEqual([]);
  });

  test("a silence survives, and PagerDuty hears of one incident, which goes on whatever was killed", async () => {
    const kept = await json<{ status: { state: string } }>(
      `${servers.url("alertmanager")}/api/v2/silence/${silence}`,
    );
    expect(kept.status.state).toBe("active");
    const events = await told();
    expect(new Set(events.map(({ dedup_key }) => dedup_key)).size).toBe(1);
    expect(new Set(events.map(({ event_action }) => event_action))).toEqual(new Set(["trigger"]));
  });

  test("the incident ends when the database is back", async () => {
    const keys = new Set((await told()).map(({ dedup_key }) => dedup_key));
    await clearFaults(servers, "pulsecal-api");
    await holds("the end of the incident", 400, async () => {
      const ended = (await told()).filter(({ event_action }) => event_action === "resolve");
      expect(new Set(ended.map(({ dedup_key }) => dedup_key))).toEqual(keys);
    });
  }, 420_000);
});

import { setTimeout as sleep } from "node:timers/promises";
import { holds } from "../e2e/support/eventually";
import { postGauge, postLog } from "../e2e/support/otlp";
import { clearFaults, logLines, messages, promQuery, setFault } from "../e2e/support/servers";
import { kubectl, pods } from "./support/kubectl";
import { ready } from "./support/production";
import { servers } from "./support/servers";
import { describeCluster } from "./support/test-cluster";

/** Servers that are killed, one after the other; Grafana does not run here. */
const victims = ["collector", "prometheus", "loki", "tempo", "alertmanager", "inbox", "postgres", "redis"];
/** A restart of the slowest (Loki replays its log) on a small machine under load. */
const backWithinSeconds = 120;

/** Sends numbered records until it is ended, and remembers which were acknowledged. */
function numbered(run: string) {
  const acknowledged = { logs: new Set<string>(), metrics: new Set<string>() };
  let ended = false;
  const url = servers.url("collector", "otlp-http");
  const resource = { "service.name": "newsletter-api", "service.instance.id": run };
  const send = async () => {
    for (let number = 0; !ended; number++) {
      const name = `${run}-${number}`;
      const time = Date.now();
      const log = { resource, time, severityNumber: 9, body: name, attributes: {} };
      await postLog(url, log).then(
        () => acknowledged.logs.add(name),
        () => undefined,
      );
      const gauge = {
        resource: { ...resource, "service.instance.id": name },
        name: "e2e.kills",
        value: 1,
        time,
      };
      await postGauge(url, gauge).then(
        () => acknowledged.metrics.add(name),
        () => undefined,
      );
      await sleep(250);
    }
  };
  const sending = send();
  return {
    acknowledged,
    end: async () => {
      ended = true;
      await sending;
    },
  };
}

describeCluster("pods of production killed under load in a cluster", () => {
  const run = `kills-${Date.now()}`;
  const began = new Date();
  const load = { current: undefined as ReturnType<typeof numbered> | undefined };

  const incidents = async () => {
    const told = await messages(servers, { since: began.toISOString() });
    return told.filter(({ channel, status, alertname = "" }) => {
      return channel === "pagerduty" && status === "firing" && alertname.includes("DatabaseDown");
    });
  };

  beforeAll(async () => {
    await setFault(servers, "pulsecal-api", "databaseDown");
    await holds("the incident", 170, async () => expect((await incidents()).length).toBeGreaterThan(0));
    load.current = numbered(run);
  });
  afterAll(async () => {
    await load.current?.end();
    await clearFaults(servers, "pulsecal-api");
  });

  test.each(victims)("%s is back in time", async (victim) => {
    const label = `app.kubernetes.io/name=${victim}`;
    const before = (await pods())
      .filter(({ metadata }) => metadata.name.startsWith(victim))
      .map((pod) => pod.metadata.uid);
    await kubectl("-n", "belfry", "delete", "pod", "-l", label, "--force", "--grace-period=0");
    const seconds = await ready(backWithinSeconds);
    const after = (await pods()).map((pod) => pod.metadata.uid);
    expect(before.filter((uid) => after.includes(uid))).toEqual([]);
    console.log(`${victim} was ready ${seconds} s after it was killed`);
    await sleep(3000);
  });

  test("no log line and no sample that was acknowledged is lost", async () => {
    await load.current?.end();
    const { logs, metrics } = load.current?.acknowledged ?? { logs: new Set(), metrics: new Set() };
    expect(logs.size).toBeGreaterThan(100);
    await holds("every acknowledged record", 120, async () => {
      const lines = await logLines(servers, `{service="newsletter-api"} |= \`${run}-\``, began.getTime());
      const found = new Set(lines.map(({ text }) => text));
      expect([...logs].filter((name) => !found.has(name))).toEqual([]);
      const series = await promQuery(
        servers,
        `count by (instance) (last_over_time(e2e_kills{instance=~"${run}-.+"}[1h]))`,
      );
      const kept = new Set(series.map(({ metric }) => metric.instance));
      expect([...metrics].filter((name) => !kept.has(name))).toEqual([]);
    });
    console.log(`${logs.size} log lines and ${metrics.size} samples acknowledged, none lost`);
  });

  test("PagerDuty hears of one incident, whatever was killed", async () => {
    const keys = (await incidents()).map(({ raw }) => (raw as { dedup_key?: string }).dedup_key);
    expect(new Set(keys).size).toBe(1);
  });
});

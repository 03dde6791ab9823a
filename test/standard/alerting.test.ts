import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { gossipArgs } from "../../components/alertmanager";
import { prometheusConfig } from "../../components/prometheus";
import { thanosQueryArgs, thanosSidecar } from "../../components/thanos-query";
import { shop } from "../components/support/two-services";
import { eventually } from "../e2e/support/eventually";
import { copiesOnLoopback } from "./support/copies";
import { describeCopies } from "./support/describe-copies";

// A pair of Prometheus behind Thanos Query and three Alertmanagers, as size `standard` configures them.

const lab = copiesOnLoopback();
const counts = { prometheus: 2, alertmanager: 3 } as const;
const query = lab.place("thanos-query", 1);
const children = new Map<string, ChildProcess>();
/** Names of the alerts of each message that was delivered. */
const told: string[][] = [];
/** What the scraped service shows; it counts how often it was asked. */
let scrapes = 0;
let server: Server;

const rules = ["First", "Second"].map((alert, i) => ({
  ...{ alert, expr: `up{service="shop-api"} == 1 and on () shop_stage >= ${i + 1}` },
  labels: { severity: "warning" },
}));
let stage = 0;

async function startPrometheus(ordinal: number, port: number): Promise<void> {
  const at = lab.place("prometheus", counts.prometheus, ordinal);
  const config = prometheusConfig(at, {
    ...{
      alertmanager: lab.place("alertmanager", counts.alertmanager),
      rules: {},
      services: [shop],
      apis: {},
    },
    ...{ scraped: [{ endpoints: { "shop/shop-api": `127.0.0.1:${port}` } }], prober: undefined },
    ...{ interval: "1s", labels: { environment: "test", cluster: "here" }, retentionDays: 1 },
    size: { retentionMib: 100 },
  });
  // The service is declared to be asked every half minute: here every second.
  const text = stringify(config).replaceAll("scrape_interval: 30s", "scrape_interval: 1s");
  lab.write(at, "/etc/prometheus/rules/shop.yaml", stringify({ groups: [{ name: "shop", rules }] }));
  const file = lab.write(at, "/etc/prometheus/prometheus.yml", text);
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${at.path("/data")}`];
  const own = [`--web.listen-address=${at.listen("http")}`];
  children.set(`prometheus-${ordinal}`, await lab.start(at, "prometheus", "prometheus", [...args, ...own]));
  // In its pod loopback is its own.
  const sidecar = thanosSidecar(at).args.map((arg) => arg.replace("127.0.0.1", at.host));
  children.set(`sidecar-${ordinal}`, await lab.start(at, "thanos", "thanos", sidecar));
}

async function startAlertmanager(ordinal: number, hook: string): Promise<void> {
  const at = lab.place("alertmanager", counts.alertmanager, ordinal);
  const route = { receiver: "hook", group_by: ["alertname"], group_wait: "1s", group_interval: "5m" };
  const receivers = [{ name: "hook", webhook_configs: [{ url: hook, send_resolved: false }] }];
  const file = lab.write(at, "/etc/alertmanager.yml", stringify({ route, receivers }));
  const args = [`--config.file=${file}`, `--storage.path=${at.path("/data")}`];
  const own = [`--web.listen-address=${at.listen("http")}`, ...gossipArgs(at, counts.alertmanager)];
  children.set(
    `alertmanager-${ordinal}`,
    await lab.start(at, "alertmanager", "alertmanager", [...args, ...own]),
  );
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function ask(expression: string, more = ""): Promise<readonly Sample[]> {
  const url = `${query.url("http")}/api/v1/query?query=${encodeURIComponent(expression)}${more}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const { status, data } = (await answer.json()) as { status: string; data: { result: readonly Sample[] } };
  expect(status).toBe("success");
  return data.result;
}

describeCopies("a pair of Prometheus and three Alertmanagers on loopback", () => {
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      if (request.url === "/stats") {
        scrapes++;
        response.setHeader("content-type", "text/plain; version=0.0.4");
        response.end(`shop_stage ${stage}\nshop_asked_total ${scrapes}\n`);
        return;
      }
      const body = JSON.parse((await request.toArray()).join("")) as {
        alerts: { labels: { alertname: string } }[];
      };
      told.push(body.alerts.map(({ labels }) => labels.alertname));
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    for (const ordinal of [0, 1, 2]) await startAlertmanager(ordinal, `http://127.0.0.1:${port}/hook`);
    for (const ordinal of [0, 1]) await startPrometheus(ordinal, port);
    const args = thanosQueryArgs(query, lab.place("prometheus", counts.prometheus));
    children.set("query", await lab.start(query, "thanos", "thanos", args));
  }, 60_000);

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await lab.close();
  });

  async function lost(...names: string[]): Promise<void> {
    for (const name of names) {
      const child = children.get(name);
      if (!child) throw new Error(`${name} was not started`);
      await lab.lose(child);
    }
  }

  test("each series of the pair is seen once, without the name of a copy", async () => {
    const raw = await eventually("both copies to answer", 90, async () => {
      const found = await ask("shop_stage", "&dedup=false");
      return found.length === 2 ? found : undefined;
    });
    const replicas = raw.map(({ metric }) => metric.prometheus_replica).sort();
    expect(replicas).toEqual(["prometheus-0", "prometheus-1"]);
    const [one, ...others] = await ask("shop_stage");
    expect(others).toEqual([]);
    expect(one?.metric).toEqual({
      ...{ __name__: "shop_stage", system: "shop", service: "shop-api", job: "shop-api" },
      ...{ environment: "test", cluster: "here", instance: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
    });
  });

  test("an alert of both is one message, whichever of three Alertmanagers would send it", async () => {
    await eventually("three Alertmanagers to know each other", 60, async () => {
      const at = lab.place("alertmanager", counts.alertmanager, 2);
      const answer = await fetch(`${at.url("http")}/api/v2/status`);
      const { cluster } = (await answer.json()) as { cluster: { status: string; peers: readonly unknown[] } };
      return cluster.status === "ready" && cluster.peers.length === 3 ? true : undefined;
    });
    stage = 1;
    await eventually("the first message", 60, async () => (told.length > 0 ? true : undefined));
    // A copy waits 15 s for each that comes before it; after that it would send what it has not been told of.
    await sleep(50_000);
    expect(told).toEqual([["First"]]);
  });

  test("with one copy of each lost the pair still answers with what is new, and an alert is still one message", async () => {
    await lost("prometheus-0", "sidecar-0", "alertmanager-0");
    const before = scrapes;
    stage = 2;
    await eventually("what was scraped after the loss", 60, async () => {
      const [asked] = await ask("shop_asked_total");
      return Number(asked?.value[1]) > before + 2 ? true : undefined;
    });
    expect(await ask("shop_stage")).toHaveLength(1);
    await eventually("the second message", 90, async () => (told.length > 1 ? true : undefined));
    await sleep(50_000);
    expect(told).toEqual([["First"], ["Second"]]);
  });
});

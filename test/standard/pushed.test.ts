import { stringify } from "yaml";
import { collectorConfig } from "../../components/collector/config";
import { prometheusConfig } from "../../components/prometheus";
import { mail, shop } from "../components/support/two-services";
import { eventually } from "../e2e/support/eventually";
import { postMetrics } from "../e2e/support/otlp";
import { copiesOnLoopback } from "./support/copies";
import { describeCopies } from "./support/describe-copies";

// Two collectors that hand everything to two copies of Prometheus, as size `standard` configures them.

const lab = copiesOnLoopback();
const at = (name: string, ordinal: number) => lab.place(name, 2, ordinal);
const services = [shop, mail];

async function startPrometheus(ordinal: number) {
  const place = at("prometheus", ordinal);
  const config = prometheusConfig(place, {
    ...{ alertmanager: lab.place("alertmanager", 3), rules: {}, services, apis: {}, scraped: [] },
    ...{ prober: undefined, interval: "1s", labels: {}, retentionDays: 1, size: { retentionMib: 100 } },
  });
  const file = lab.write(place, "/etc/prometheus/prometheus.yml", stringify(config));
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${place.path("/data")}`];
  const own = [`--web.listen-address=${place.listen("http")}`, "--web.enable-otlp-receiver"];
  return lab.start(place, "prometheus", "prometheus", [...args, ...own]);
}

async function startCollector(ordinal: number): Promise<void> {
  const place = at("collector", ordinal);
  const config = collectorConfig(place, {
    ...{ services, files: [], place: { environment: "test", cluster: "here" } },
    prometheusUrls: at("prometheus", 0)
      .addresses("http")
      .map((address) => `http://${address}`),
    // Nobody is there: what waits for them must hold up nothing else.
    ...{ lokiUrl: lab.place("loki", 3).url("http"), tempoAddresses: lab.place("tempo", 2).addresses("otlp") },
    ...{ memoryMib: 512, storageMib: 200, storageFolder: place.path("/data") },
  });
  const file = lab.write(place, "/config.yaml", stringify(config));
  await lab.start(place, "collector", "otelcol", [`--config=${file}`]);
  await eventually(`collector ${ordinal} to listen`, 60, async () => {
    await fetch(place.url("health"));
    return true;
  });
}

const send = (collector: number, value: number) =>
  postMetrics(at("collector", collector).url("otlp-http"), {
    resource: { "service.name": "mailer" },
    counters: [{ name: "mails.sent", value, attributes: { kind: "digest" } }],
  });

/** What a copy of Prometheus has of the counter, by collector. */
async function countsOf(prometheus: number): Promise<Readonly<Record<string, number>>> {
  const url = `${at("prometheus", prometheus).url("http")}/api/v1/query?query=mails_sent`;
  type Sample = { metric: Record<string, string>; value: [number, string] };
  const { data } = (await (await fetch(url)).json()) as { data: { result: readonly Sample[] } };
  return Object.fromEntries(data.result.map(({ metric, value }) => [metric.collector, Number(value[1])]));
}

const untilCounted = (prometheus: number, counts: Readonly<Record<string, number>>) =>
  eventually(`copy ${prometheus} of Prometheus to have ${JSON.stringify(counts)}`, 60, async () => {
    expect(await countsOf(prometheus)).toEqual(counts);
    return true;
  });

describeCopies("two collectors and two copies of Prometheus on loopback", () => {
  beforeAll(async () => {
    for (const ordinal of [0, 1]) await startCollector(ordinal);
  }, 120_000);

  afterAll(() => lab.close());

  test("each copy gets what came to any collector, summed by each for itself, and one that was away gets it late", async () => {
    await startPrometheus(0);
    await send(0, 3);
    await send(1, 5);
    await send(0, 4);
    await untilCounted(0, { "collector-0": 7, "collector-1": 5 });
    await startPrometheus(1);
    await untilCounted(1, { "collector-0": 7, "collector-1": 5 });
  });
});

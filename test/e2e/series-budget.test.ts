import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ruleFiles } from "../../alerts/rules";
import { loadCatalog } from "../../catalog";
import { scrapeLimits } from "../../components/scrape-limits";
import { labelLimit, seriesBound } from "../../declaration/series-budget";
import type { Service } from "../../declaration/service";
import { engine } from "../../verify/engines";
import { type Series, seriesKey } from "../../verify/series/series";
import { synthesise } from "../../verify/series/synthesis";
import { ask, freePort, type Server as Prometheus, startServer } from "../../verify/servers/server";
import { holds } from "./support/eventually";

// A Prometheus of its own, with the limits and rules that are shipped, scrapes what services have had in a bad day, and bombs.

const folder = mkdtempSync(join(tmpdir(), "belfry-budget-"));
const catalog = loadCatalog();
const scraped = catalog.filter(({ stack, delivery }) => !stack && delivery.by === "scrape");
const place = { environment: "prod", cluster: "e2e" };
const links = { grafanaUrl: "https://grafana.example", runbookBase: "https://runbooks.example" };
const targets: Server[] = [];
let prometheus: Prometheus;

/** The declared series that the service has had at three times its load and under each of its faults. */
function playedOn(service: Service): readonly Series[] {
  const names = Object.values(service.metrics).flatMap(({ series }) =>
    ["", "_bucket", "_count", "_sum"].map((part) => series + part),
  );
  const seconds = 10 * 60;
  const all = Object.values(service.faults).flatMap(({ effects }) => {
    const fault = { effects, from: 60, to: seconds };
    const scenario = { name: "bad day", service, beside: [], begin: 0, seconds, load: 3, fault };
    return synthesise(scenario, { series: new Set(names), place }).series;
  });
  return [...new Map(all.map((one) => [seriesKey(one.name, one.labels), one])).values()];
}

/** A scrape of all of them at once; labels that a target has are not in it. */
function exposition(service: Service, series: readonly Series[]): string {
  const ofTarget = new Set(["job", "instance", ...Object.keys({ ...service.origin, ...place })]);
  const lines = series.map(({ name, labels }) => {
    const own = Object.entries(labels).filter(([label]) => !ofTarget.has(label));
    return `${name}{${own.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(",")}} 1\n`;
  });
  return lines.join("");
}

/** The port of a target that shows the text to whoever asks. */
async function target(text: string): Promise<number> {
  const server = createServer((_, response) => {
    // Without it Prometheus does not read on.
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(text);
  });
  targets.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function job(name: string, port: number, service: Service) {
  const labels = { ...service.origin, ...place };
  const static_configs = [{ targets: [`127.0.0.1:${port}`], labels }];
  return { job_name: name, static_configs, ...scrapeLimits(service) };
}

async function query(text: string): Promise<readonly (readonly [Record<string, string>, number])[]> {
  const { data } = (await ask(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query: text })}`)) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return data.result.map(({ metric, value }) => [metric, Number(value[1])] as const);
}

const [victim] = scraped;
if (!victim) throw new Error("no service is scraped");
const played = new Map(scraped.map((service) => [service.id, playedOn(service)]));
const tooMany = Array.from({ length: labelLimit(victim) }, (_, i) => `l${i}="x"`).join(",");
const bombs = {
  "one label without a bound": {
    text: Array.from({ length: 20_000 }, (_, i) => `bomb_total{path="/${i}"} 1\n`).join(""),
    refusal: /^sample limit exceeded/,
  },
  "a label as long as a message": {
    text: `bomb_total{message="${"x".repeat(1000)}"} 1\n`,
    refusal: /^label_value_length_limit exceeded/,
  },
  "more labels than any metric has": {
    text: `bomb_total{${tooMany}} 1\n`,
    refusal: /^label_limit exceeded/,
  },
};

beforeAll(async () => {
  const found = await engine("prometheus", "prometheus");
  if ("missing" in found) throw new Error(found.missing);
  const own = catalog.find(({ id }) => id === "belfry/prometheus");
  if (!own) throw new Error("Prometheus is not declared");
  const port = await freePort();
  const jobs = [job("self", port, own)];
  for (const service of scraped) {
    const text = exposition(service, played.get(service.id) ?? []);
    jobs.push(job(service.id, await target(text), service));
  }
  for (const [name, { text }] of Object.entries(bombs)) jobs.push(job(name, await target(text), victim));
  const rules = join(folder, "rules.yaml");
  writeFileSync(rules, ruleFiles(catalog, { ...place, ...links })["belfry.prometheus.yaml"] ?? "");
  const every = { scrape_interval: "2s", scrape_timeout: "2s", evaluation_interval: "2s" };
  const file = join(folder, "prometheus.json");
  writeFileSync(file, JSON.stringify({ global: every, rule_files: [rules], scrape_configs: jobs }));
  const address = `127.0.0.1:${port}`;
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=${address}`,
  ];
  prometheus = await startServer(found.program, args, { url: `http://${address}`, ready: "/-/ready" });
});

afterAll(async () => {
  await prometheus?.stop();
  for (const server of targets) server.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(scraped.map(({ id }) => id))(
  "%s at thrice its load and under all its faults stays within its computed series, and is stored whole",
  async (id) => {
    const service = scraped.find((one) => one.id === id);
    const had = played.get(id)?.length ?? 0;
    expect(had).toBeGreaterThan(20);
    expect(had).toBeLessThanOrEqual(service ? seriesBound(service) : 0);
    await holds(`${id} to be scraped`, 60, async () => {
      expect(await query(`up{job="${id}"} == 1`)).toHaveLength(1);
      const [[, stored] = []] = await query(`count({job="${id}",__name__!~"up|scrape_.*"})`);
      expect(stored).toBe(had);
    });
  },
);

test.each(Object.entries(bombs))(
  "%s is not stored, and its target counts as down",
  async (name, { refusal }) => {
    await holds(`${name} to be refused`, 60, async () => {
      expect((await query(`up{job="${name}"}`)).map(([, value]) => value)).toEqual([0]);
      expect(await query("bomb_total")).toEqual([]);
      const { data } = (await ask(`${prometheus.url}/api/v1/targets`)) as {
        data: { activeTargets: { scrapePool: string; lastError: string }[] };
      };
      expect(data.activeTargets.find(({ scrapePool }) => scrapePool === name)?.lastError).toMatch(refusal);
    });
  },
);

// That they fire after their hold of five minutes is proven by npm run verify.
test.each(["SeriesBudgetExceeded", "LabelLimitExceeded"])("%s is on its way meanwhile", async (alert) => {
  await holds(`${alert} to be pending`, 60, async () => {
    const raised = await query(`ALERTS{alertname="${alert}"}`);
    expect(raised.map(([{ alertstate }]) => alertstate)).toEqual(["pending"]);
  });
});

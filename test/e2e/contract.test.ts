import { loadCatalog, offered } from "../../catalog";
import { dashboardFiles } from "../../dashboards/files";
import { isOfClusters } from "../../platforms/cluster-parts";
import type { MetricFacts } from "../../telemetry/metrics";
import { holds } from "./support/eventually";
import { clearLazy, provokeLazy, provokeRefusals } from "./support/lazy-series";
import { printed, type Selector, selectorsOf } from "./support/selectors";
import { lokiRules, promQuery, promRules, promTargets } from "./support/servers";
import { sharedStack } from "./support/shared-stack";
import { isOffered } from "./support/units";

// A name or a label that was typed from memory never gets past the running version.

const stack = sharedStack();
const here = offered(loadCatalog(), (product) => !isOfClusters(product));
const own = here.filter((service) => service.stack);
const runs = (id: string) => id !== "belfry/grafana" || isOffered(stack, "grafana");

/** Series that a stack of this size cannot show, with the upstream file that defines them. */
const exceptions: Readonly<Record<string, string>> = {
  // Only with --cluster.listen-address, which a single instance turns off.
  alertmanager_cluster_members: "prometheus/alertmanager: cluster/delegate.go",
  alertmanager_cluster_failed_peers: "prometheus/alertmanager: cluster/cluster.go",
  // Only of targets over TLS; the simulators have none.
  probe_ssl_earliest_cert_expiry: "prometheus/blackbox_exporter: prober/prober.go",
  // Born when the list of blocks cannot be read.
  tempodb_blocklist_poll_errors_total: "grafana/tempo: tempodb/blocklist/poller.go",
  // Born when Tempo or Prometheus refuses what the collector has let through; those of the log lines are provoked.
  otelcol_exporter_send_failed_spans: "opentelemetry-collector: exporter/exporterhelper/documentation.md",
  otelcol_exporter_send_failed_metric_points:
    "opentelemetry-collector: exporter/exporterhelper/documentation.md",
  // Born when a queue of 10,000 requests is full.
  otelcol_exporter_enqueue_failed_log_records:
    "opentelemetry-collector: exporter/exporterhelper/documentation.md",
  otelcol_exporter_enqueue_failed_spans: "opentelemetry-collector: exporter/exporterhelper/documentation.md",
  otelcol_exporter_enqueue_failed_metric_points:
    "opentelemetry-collector: exporter/exporterhelper/documentation.md",
};

beforeAll(async () => {
  await provokeLazy(stack);
  await provokeRefusals(stack);
});
afterAll(() => clearLazy(stack));

describe("what belfry declares of its own servers is on their /metrics", () => {
  /** Label names by sample name. */
  async function exposed(id: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const target = (await promTargets(stack)).find(({ scrapePool }) => scrapePool === id);
    if (!target) throw new Error(`${id} is no target`);
    const text = await (await fetch(target.scrapeUrl)).text();
    const found = new Map<string, Set<string>>();
    for (const [, name = "", labels = ""] of text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S/gm)) {
      const known = found.get(name) ?? new Set();
      for (const [, label = ""] of labels.matchAll(/([a-zA-Z_]\w*)="/g)) known.add(label);
      found.set(name, known);
    }
    return found;
  }

  const sample = ({ kind, series, native }: MetricFacts) =>
    kind === "histogram" ? `${series}_${native ? "count" : "bucket"}` : series;

  const running = own.filter(({ id }) => runs(id));
  describe.each(running.map(({ id, metrics }) => [id, Object.values(metrics)] as const))(
    "%s",
    (id, metrics) => {
      test.each(metrics.map((metric) => [sample(metric), Object.keys(metric.labels)] as const))(
        "%s",
        async (name, labels) => {
          if (name in exceptions) return;
          await holds(`${name} of ${id}`, 30, async () => {
            const found = (await exposed(id)).get(name);
            expect(found && [...found]).toEqual(expect.arrayContaining(labels));
          });
        },
      );
    },
  );

  if (!runs("belfry/grafana")) test.skip("belfry/grafana", () => undefined);

  test("no exception is kept for what is there", async () => {
    const names = new Set<string>();
    for (const { id } of running) {
      for (const name of (await exposed(id)).keys()) names.add(name);
    }
    expect(Object.keys(exceptions).filter((name) => names.has(name))).toEqual([]);
  });
});

describe("every series that an alert or a panel asks for exists, with every label that it is asked by", () => {
  const settings = {
    ...{ environment: "prod", cluster: "e2e" },
    ...{ grafanaUrl: "http://grafana.example", runbookBase: "https://runbooks.example" },
  };

  function panelQueries(): readonly string[] {
    const found: string[] = [];
    const look = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      if ("expr" in value && "datasource" in value) {
        const { type } = value.datasource as { type: string };
        if (type === "prometheus") found.push(String(value.expr));
      }
      Object.values(value).forEach(look);
    };
    for (const file of Object.values(dashboardFiles(here, settings))) look(JSON.parse(file));
    return found;
  }

  /** A recorded series may need days of samples; that it is recorded is known at once. */
  async function recorded(): Promise<ReadonlySet<string>> {
    const rules = (await promRules(stack)).flatMap((group) => group.rules);
    const recordings = rules.filter(({ type }) => type === "recording");
    return new Set(
      recordings.map(({ name, labels = {} }) => `${name} of ${labels.system}/${labels.service}`),
    );
  }

  async function missing(queries: readonly string[]): Promise<readonly string[]> {
    const wanted = new Map<string, Selector>();
    for (const query of queries) for (const one of selectorsOf(query)) wanted.set(printed(one), one);
    const records = await recorded();
    const lacking: string[] = [];
    for (const [text, { name, owner }] of wanted) {
      const id = `${owner.system}/${owner.service}`;
      if (!runs(id) || name in exceptions || records.has(`${name} of ${id}`)) continue;
      // They exist for a service only while one of its alerts is pending; that of the watchdog always is.
      const asked = name.startsWith("ALERTS") ? text.replace(/(system|service)="[^"]*"/g, '$1!=""') : text;
      if ((await promQuery(stack, `count(${asked})`)).length === 0) lacking.push(text);
    }
    return lacking;
  }

  test("alerts and recordings", async () => {
    const queries = (await promRules(stack)).flatMap(({ rules }) => rules.map(({ query }) => query));
    expect(queries.length).toBeGreaterThan(100);
    await holds("every series of every rule", 120, async () => expect(await missing(queries)).toEqual([]));
  });

  test("panels", async () => {
    const queries = panelQueries();
    expect(queries.length).toBeGreaterThan(200);
    await holds("every series of every panel", 120, async () => expect(await missing(queries)).toEqual([]));
  });

  test("and every rule is evaluated without an error, by Prometheus and by Loki", async () => {
    const ill = async () =>
      [...(await promRules(stack)), ...(await lokiRules(stack))]
        .flatMap(({ rules }) => rules)
        .filter(({ health }) => health !== "ok")
        .map(({ name, health, lastError }) => `${name}: ${health} ${lastError ?? ""}`);
    await holds("every rule to be evaluated", 90, async () => expect(await ill()).toEqual([]));
  });
});

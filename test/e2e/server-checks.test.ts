import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import { blackboxModules } from "../../components/blackbox-modules";
import { collectorConfig } from "../../components/collector/config";
import { lokiConfig } from "../../components/loki";
import { prometheusConfig } from "../../components/prometheus";
import { tempoConfig } from "../../components/tempo";
import type { Place } from "../../platforms/platform";
import { tempoIntake } from "../../sizing/tempo";
import type { Product } from "../../toolchain/versions";
import { judge } from "./support/own-checker";

// The servers' own checkers on the configuration of the whole catalog; nothing runs.

const folder = mkdtempSync(join(tmpdir(), "belfry-servers-"));
const services = loadCatalog();
const labels = { environment: "prod", cluster: "eu1" };

function place(name: string): Place {
  const port = () => 9999;
  const address = () => `127.0.0.1:${port()}`;
  return {
    ...{ name, host: "127.0.0.1", port, address, listen: address },
    url: () => `http://${address()}`,
    addresses: () => [address()],
    peers: "127.0.0.1",
    path: (path) => join(folder, name, path),
    hostPath: (path) => path,
    collectedPath: (folder) => folder,
  };
}

const [prometheus, alertmanager, loki, tempo, collector] = [
  ...["prometheus", "alertmanager", "loki", "tempo", "collector"].map(place),
] as [Place, Place, Place, Place, Place];
const scraped = services.map(({ id }) => ({ endpoints: { [id]: "127.0.0.1:9999" } }));
const apis = Object.fromEntries(services.map(({ id }) => [id, "http://127.0.0.1:9999"]));
const files = services.flatMap(({ origin, logs }) =>
  logs ? [{ origin, include: [join(folder, `${origin.service}.log`)], format: logs }] : [],
);

/** What each server would be given, and how its own checker is asked. */
const checks: readonly [Product, string, () => unknown, (file: string) => readonly string[]][] = [
  [
    "prometheus",
    "promtool",
    () =>
      prometheusConfig(prometheus, {
        ...{ alertmanager, rules: {}, services, scraped, apis, prober: "127.0.0.1:9999" },
        ...{ interval: "15s", labels, retentionDays: 32, size: { retentionMib: 19_933 } },
      }),
    (file) => ["check", "config", file],
  ],
  [
    "blackbox-exporter",
    "blackbox_exporter",
    () => blackboxModules(services),
    (file) => ["--config.check", `--config.file=${file}`],
  ],
  [
    "loki",
    "loki",
    () =>
      lokiConfig(loki, {
        alertmanager,
        prometheus,
        rules: {},
        labels,
        retentionDays: 30,
        ingestionMegabytes: 4,
      }),
    (file) => ["-verify-config", `-config.file=${file}`],
  ],
  [
    "tempo",
    "tempo",
    () => tempoConfig(tempo, { retentionDays: 14, intake: tempoIntake(768) }),
    (file) => ["-config.verify=true", `-config.file=${file}`],
  ],
  [
    "collector",
    "otelcol",
    () =>
      collectorConfig(collector, {
        ...{ services, files, place: labels, memoryMib: 512, storageMib: 2048 },
        ...{
          prometheusUrls: [prometheus.url("http")],
          lokiUrl: loki.url("http"),
          tempoAddresses: ["127.0.0.1:9999"],
        },
        storageFolder: collector.path("/data"),
      }),
    (file) => ["validate", `--config=${file}`],
  ],
];

const check = (
  product: Product,
  binary: string,
  config: unknown,
  args: (file: string) => readonly string[],
) => judge({ product, binary, args }, config, join(folder, product, "config.yaml"));

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(checks)("%s", (product, binary, config, args) => {
  test("accepts its configuration for the whole catalog", async () => {
    const { status, output } = await check(product, binary, config(), args);
    expect(`${status} ${status === 0 ? "" : output}`).toBe("0 ");
  });

  // Else the checker checks nothing, and the test above proves nothing.
  test("refuses a key that it does not know", async () => {
    const { status } = await check(product, binary, { ...Object(config()), belfry: true }, args);
    expect(status).not.toBe(0);
  });
});

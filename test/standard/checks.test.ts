import { loadCatalog } from "../../catalog";
import { collectorConfig } from "../../components/collector/config";
import { lokiConfig } from "../../components/loki";
import { prometheusConfig } from "../../components/prometheus";
import { tempoConfig } from "../../components/tempo";
import { clusterDiscovery } from "../../platforms/kubernetes/discovery";
import { tempoIntake } from "../../sizing/tempo";
import type { Product } from "../../toolchain/versions";
import { judge } from "../e2e/support/own-checker";
import { copiesOnLoopback } from "./support/copies";

// The servers' own checkers on what size `standard` gives them for the whole catalog; nothing runs.

const lab = copiesOnLoopback();
afterAll(() => lab.close());
const services = loadCatalog();
const labels = { environment: "prod", cluster: "prod" };
const alertmanager = lab.place("alertmanager", 3);
const prometheus = lab.place("prometheus", 2);
const loki = lab.place("loki", 3);
const tempo = lab.place("tempo", 2);
const collector = lab.place("collector", 2);
const bucket = {
  ...{ endpoint: "s3.example.com", bucket: "lines", region: "us-east-1", insecure: false },
  credentials: { text: "in a file" },
};

const checks: readonly [Product, string, () => object, (file: string) => readonly string[]][] = [
  [
    "prometheus",
    "promtool",
    () =>
      prometheusConfig(prometheus, {
        ...{ alertmanager, rules: {}, services, scraped: [], apis: {}, prober: "127.0.0.1:9115" },
        ...{ interval: "15s", labels, retentionDays: 32, size: { retentionMib: 19_933 } },
        discovery: clusterDiscovery({ dnsNamespace: "kube-system", visible: ["kubelet"] }),
      }),
    (file) => ["check", "config", "--syntax-only", file],
  ],
  [
    "loki",
    "loki",
    () =>
      lokiConfig(loki, {
        ...{ alertmanager, prometheus, rules: {}, labels, retentionDays: 30, ingestionMegabytes: 4, bucket },
      }),
    (file) => ["-verify-config", "-config.expand-env=true", `-config.file=${file}`],
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
        ...{ services, files: [], place: labels, memoryMib: 512, storageMib: 2048 },
        prometheusUrls: prometheus.addresses("http").map((address) => `http://${address}`),
        ...{ lokiUrl: loki.url("http"), tempoAddresses: tempo.addresses("otlp") },
        storageFolder: collector.path("/data"),
      }),
    (file) => ["validate", `--config=${file}`],
  ],
];

const env = { POD_NAME: "copy-0", POD_IP: "127.9.0.1" };
const check = (product: Product, binary: string, config: object, args: (file: string) => readonly string[]) =>
  judge({ product, binary, args, env }, config, lab.place(product, 1).path("/config.yaml"));

describe.each(checks)("%s, several copies of it", (product, binary, config, args) => {
  test("accepts its configuration for the whole catalog", async () => {
    const { status, output } = await check(product, binary, config(), args);
    expect(`${status} ${status === 0 ? "" : output}`).toBe("0 ");
  });

  // Else the checker checks nothing, and the test above proves nothing.
  test("refuses a key that it does not know", async () => {
    const { status } = await check(product, binary, { ...config(), belfry: true }, args);
    expect(status).not.toBe(0);
  });
});

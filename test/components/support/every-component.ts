import * as pulumi from "@pulumi/pulumi";
import * as belfry from "../../../components";
import type { Place, Platform } from "../../../platforms/platform";
import type { Workload } from "../../../platforms/workload";
import { fakePlace } from "./fake-place";
import { mail, shop } from "./two-services";

// Every component once, on a platform that keeps what it is asked to run.

export const registered: string[] = [];
pulumi.runtime.setMocks({
  newResource: ({ type, name, inputs }) => {
    registered.push(`${type} ${name}`);
    return { id: name, state: inputs };
  },
  call: ({ inputs }) => inputs,
});

export const workloads: Workload[] = [];
export const secret = (name: string) => `very-secret-${name}`;
export const platform: Platform = {
  name: "local",
  place: (name, ports) => fakePlace(name, ports),
  copies: () => 1,
  offers: () => true,
  programPath: (product, binary) => `/programs/${product}/${binary}`,
  run: (workload) => {
    workloads.push(workload);
    return { place: fakePlace(workload.name, workload.ports), available: true };
  },
  password: (name) => pulumi.secret(secret(name)),
};

const at: Record<string, Place> & ReturnType<typeof belfry.placesOf> = belfry.placesOf(platform);
const memory = { memoryRequestMib: 256, memoryLimitMib: 768 };
const labels = { environment: "test", cluster: "here" };
const { database } = new belfry.Postgres("postgres", { platform });
const { cache } = new belfry.Redis("redis", { platform });
export const simulator = new belfry.Simulator("simulator-shop-api", {
  platform,
  service: shop,
  collector: at.collector,
});

new belfry.Inbox("inbox", { platform });
const delivers = [{ to: "workload", name: "inbox", port: "http" }] as const;
const slack = pulumi.secret(secret("slack"));
const routing = { config: "route: {}", secrets: { "/run/secrets/slack": slack }, delivers };
new belfry.Alertmanager("alertmanager", { platform, ...routing });
new belfry.Loki("loki", {
  platform,
  ...at,
  rules: { "shop.yaml": "groups: []" },
  labels,
  retentionDays: 30,
  size: { volumeMib: 15_360, ...memory },
  ingestionMegabytes: 4,
});
const intake = { bytesPerSecond: 10_000, burstBytes: 18_000_000, traces: 120_000 };
new belfry.Tempo("tempo", { platform, retentionDays: 14, size: { volumeMib: 5120, ...memory }, intake });
const provisioning = { "datasources/belfry.yaml": "apiVersion: 1" };
new belfry.Grafana("grafana", { platform, database, dashboards: { "shop/api.json": "{}" }, provisioning });
export const prober = new belfry.BlackboxExporter("blackbox-exporter", { platform, services: [shop, mail] });
export const exporters = belfry.exportersOf(platform, { database, cache });
const services = [shop, mail];
new belfry.Collector("collector", { platform, ...at, services, files: [], labels });
new belfry.Canary("canary", { platform, ...at });
new belfry.Backup("backup", { platform, database, cache });
const publicUrls = { "shop/shop-api": "https://shop.example.com" };
new belfry.Readiness("readiness", { platform, apps: [simulator], publicUrls });
new belfry.Prometheus("prometheus", {
  ...{ platform, ...at, labels, services, rules: { "shop.yaml": "groups: []" }, interval: "15s" },
  ...{
    retentionDays: 32,
    size: { volumeMib: 25_600, retentionMib: 19_933, ...memory },
    apis: {},
    prober: prober.address,
    scraped: [...exporters, simulator],
  },
});

export function workload(name: string): Workload {
  const found = workloads.find((one) => one.name === name);
  if (!found) throw new Error(`no workload ${name}, only ${workloads.map((one) => one.name).join(", ")}`);
  return found;
}

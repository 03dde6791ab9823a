import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Service } from "../declaration/service";
import type { Discovery, Place, Platform } from "../platforms/platform";
import type { Connection, Workload } from "../platforms/workload";
import type { Duration } from "../telemetry/units";
import { products } from "../toolchain/versions";
import { latestSampleMinutes } from "./collector/refusals";
import type { Endpoints, Scraped } from "./endpoint";
import { endpointsOf, openedAt, ownEndpoint } from "./endpoint";
import { nodeExporterPorts } from "./node-exporter";
import { httpProbes } from "./probes";
import { type ScrapeArgs, scrapeJobs } from "./scrape";
import type { StorageSize } from "./storage-size";
import { replicaLabel, sidecarPorts, ThanosQuery, thanosSidecar } from "./thanos-query";

export interface PrometheusArgs {
  readonly platform: Platform;
  readonly alertmanager: Place;
  /** Rule files that `alerts/` made, by name. */
  readonly rules: Readonly<Record<string, string>>;
  readonly services: readonly Service[];
  /** What has metrics to scrape; a service that none of them names is not scraped. */
  readonly scraped: readonly Scraped[];
  /** `http://host:port` of APIs to probe, by service id. */
  readonly apis: Endpoints;
  /** `host:port` of the blackbox exporter, undefined where it does not run. */
  readonly prober: string | undefined;
  /** How often targets are scraped and rules evaluated, unless they say otherwise. */
  readonly interval: Duration;
  /** Labels of this Prometheus on every alert that leaves it. */
  readonly labels: Readonly<Record<string, string>>;
  /** How long samples are kept; an SLO window of 30 days needs 32. */
  readonly retentionDays: number;
  readonly size: StorageSize & {
    /** What blocks may take of the volume before the oldest go; log and head need the rest. */
    readonly retentionMib: number;
  };
}

const ports: Workload["ports"] = { http: { number: 9090, opened: true } };
const configFile = "/etc/prometheus/prometheus.yml";
const rulesFolder = "/etc/prometheus/rules";
const data = "/prometheus";

/** Scrapes, stores and evaluates metrics; several copies do all of it each, and are read through Thanos Query. */
export class Prometheus extends pulumi.ComponentResource implements Scraped {
  readonly url: string;
  readonly endpoints: Endpoints;

  constructor(name: string, args: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Prometheus", name, {}, opts);
    const running = args.platform.run(workload(Prometheus.place(args.platform, name), args), this);
    const { platform } = args;
    if (platform.copies(name) > 1)
      new ThanosQuery("thanos-query", { platform, prometheus: running.place }, { parent: this });
    this.url = Prometheus.reader(platform, name).url("http");
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({ url: this.url });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, platform.copies(name) > 1 ? { ...ports, ...sidecarPorts } : ports);
  }

  /** Where metrics are asked for: Prometheus itself, or what stands before its copies. */
  static reader(platform: Platform, name: string): Place {
    return platform.copies(name) > 1
      ? ThanosQuery.place(platform, "thanos-query")
      : Prometheus.place(platform, name);
  }
}

/** What several copies have besides: a name each, and somebody who answers Thanos Query for it. */
function several(at: Place, copies: number): Partial<Workload> {
  if (copies === 1) return {};
  return {
    ...{ ports: { ...ports, ...sidecarPorts }, replicas: copies, named: true },
    beside: [thanosSidecar(at)],
  };
}

/** Ports of everything that is scraped, wherever it runs. */
function scrapedPorts(services: readonly Service[]): readonly number[] {
  const ports = services.flatMap(({ delivery }) => (delivery.by === "scrape" ? delivery.port : []));
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** What it takes to find copies on many machines, and to reach those that share their machine's address. */
function connectionsOf(discovery: Discovery | undefined): readonly Connection[] {
  if (!discovery) return [];
  if (!discovery.findsHosts) return discovery.connectsTo;
  const nodes = discovery.connectsTo.flatMap((one) => (one.to === "nodes" ? one.ports : []));
  const ports = [...new Set([...nodeExporterPorts, ...nodes])].sort((a, b) => a - b);
  return [...discovery.connectsTo.filter(({ to }) => to !== "nodes"), { to: "nodes", ports }];
}

function workload(at: Place, args: PrometheusArgs): Workload {
  const rules = Object.fromEntries(
    Object.entries(args.rules).map(([file, text]) => [`${rulesFolder}/${file}`, text]),
  );
  return {
    name: at.name,
    image: products.prometheus.image,
    program: { product: "prometheus", binary: "prometheus" },
    args: [
      `--config.file=${at.path(configFile)}`,
      "--config.auto-reload",
      "--config.auto-reload-interval=5s",
      `--storage.tsdb.path=${at.path(data)}`,
      `--web.listen-address=${at.listen("http")}`,
      // Links in messages lead here: the default is the host's name, on which nothing need listen.
      `--web.external-url=${openedAt(at)}`,
      "--web.enable-otlp-receiver",
      "--web.enable-remote-write-receiver",
      "--enable-feature=exemplar-storage",
      "--log.format=json",
    ],
    ports,
    ...several(at, args.platform.copies(at.name)),
    files: {
      [configFile]: stringify(prometheusConfig(at, { ...args, discovery: args.platform.discovery })),
      ...rules,
    },
    reload: { files: [configFile, ...Object.keys(rules)], how: { by: "itself" } },
    storage: { [data]: { sizeMib: args.size.volumeMib } },
    probes: httpProbes({ ready: "/-/ready", live: "/-/healthy", startSeconds: 300 }),
    resources: {
      requests: { cpuMillis: 200, memoryMib: args.size.memoryRequestMib },
      limits: { cpuMillis: 2000, memoryMib: args.size.memoryLimitMib },
    },
    user: 65534,
    connectsTo: [
      { to: "dns" },
      { to: "workload", name: args.alertmanager.name, port: "http" },
      { to: "any-namespace", ports: scrapedPorts(args.services) },
      ...connectionsOf(args.platform.discovery),
    ],
  };
}

/** Prometheus' configuration as data. */
export function prometheusConfig(
  at: Place,
  args: Omit<PrometheusArgs, "platform" | "size"> &
    Pick<ScrapeArgs, "discovery"> & { readonly size: Pick<PrometheusArgs["size"], "retentionMib"> },
): Record<string, unknown> {
  const { length: copies } = at.addresses("http");
  // Prometheus replaces variables here, and nowhere else.
  const replica = copies > 1 ? { [replicaLabel]: `\${POD_NAME}` } : {};
  // Copies send the same alert: to Alertmanager it must be one.
  const same = copies > 1 ? { alert_relabel_configs: [{ regex: replicaLabel, action: "labeldrop" }] } : {};
  const self = copies > 1 ? {} : { [`belfry/${at.name}`]: at.address("http") };
  return {
    global: {
      scrape_interval: args.interval,
      evaluation_interval: args.interval,
      scrape_native_histograms: true,
      // Else a histogram that comes in both forms would lose its `_bucket` and `_count`, which queries ask for.
      always_scrape_classic_histograms: true,
      external_labels: { ...args.labels, ...replica },
    },
    rule_files: [`${at.path(rulesFolder)}/*.yaml`],
    alerting: {
      ...same,
      alertmanagers: [{ static_configs: [{ targets: args.alertmanager.addresses("http") }] }],
    },
    storage: {
      tsdb: {
        // A sender that retries after an outage of the collector comes this late.
        out_of_order_time_window: `${latestSampleMinutes}m`,
        retention: {
          time: `${args.retentionDays}d`,
          size: `${args.size.retentionMib}MB`,
        },
      },
      exemplars: { max_exemplars: 100_000 },
    },
    otlp: {
      // What is pushed keeps its name, dots as underscores, nothing added: the one documented form.
      translation_strategy: "UnderscoreEscapingWithoutSuffixes",
      promote_resource_attributes: ["system", "service", "environment", "cluster"],
    },
    scrape_configs: scrapeJobs({
      ...args,
      metrics: { ...endpointsOf(args.scraped), ...self },
    }),
  };
}

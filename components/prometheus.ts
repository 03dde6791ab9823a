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
  /** Size of its volume, and what blocks may take of it before the oldest go; log and head need the rest. */
  readonly size: { readonly volumeMib: number; readonly retentionMib: number };
}

const ports = { http: { number: 9090, opened: true } };
const configFile = "/etc/prometheus/prometheus.yml";
const rulesFolder = "/etc/prometheus/rules";
const data = "/prometheus";

/** Scrapes, stores and evaluates metrics. */
export class Prometheus extends pulumi.ComponentResource implements Scraped {
  readonly url: string;
  readonly endpoints: Endpoints;

  constructor(name: string, args: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Prometheus", name, {}, opts);
    const running = args.platform.run(workload(Prometheus.place(args.platform, name), args), this);
    this.url = running.place.url("http");
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({ url: this.url });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
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
    files: {
      [configFile]: stringify(prometheusConfig(at, { ...args, discovery: args.platform.discovery })),
      ...rules,
    },
    reload: { files: [configFile, ...Object.keys(rules)], how: { by: "itself" } },
    storage: { [data]: { sizeMib: args.size.volumeMib } },
    probes: httpProbes({ ready: "/-/ready", live: "/-/healthy", startSeconds: 300 }),
    resources: { requests: { cpuMillis: 200, memoryMib: 512 }, limits: { cpuMillis: 2000, memoryMib: 1536 } },
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
  args: Omit<PrometheusArgs, "platform"> & Pick<ScrapeArgs, "discovery">,
): Record<string, unknown> {
  return {
    global: {
      scrape_interval: args.interval,
      evaluation_interval: args.interval,
      scrape_native_histograms: true,
      // Else a histogram that comes in both forms would lose its `_bucket` and `_count`, which queries ask for.
      always_scrape_classic_histograms: true,
      external_labels: args.labels,
    },
    rule_files: [`${at.path(rulesFolder)}/*.yaml`],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: [args.alertmanager.address("http")] }] }],
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
      metrics: { ...endpointsOf(args.scraped), [`belfry/${at.name}`]: at.address("http") },
    }),
  };
}

import type { Service } from "../declaration/service";
import type { Discovery } from "../platforms/platform";
import type { Duration } from "../telemetry/units";
import { probedEndpoints, probeModule } from "./blackbox-modules";
import { discoveredMetrics, discoveredProbes } from "./discovered";
import type { Endpoints } from "./endpoint";

import { metricRelabel } from "./metric-relabel";
import type { ScrapeJob } from "./scrape-job";
import { probeLimits, scrapeLimits } from "./scrape-limits";

export interface ScrapeArgs {
  readonly services: readonly Service[];
  /** `host:port` of the metrics by service id; a service without one is not scraped. */
  readonly metrics: Endpoints;
  /** `http://host:port` of the API by service id; a service without one is not probed. */
  readonly apis: Endpoints;
  /** `host:port` of the blackbox exporter, undefined where it does not run. */
  readonly prober: string | undefined;
  /** Finds the services that have no address above, because somebody else runs them. @default nothing finds them */
  readonly discovery?: Discovery | undefined;
  /** How often targets are asked, unless they say otherwise. */
  readonly interval: Duration;
  /** Labels `environment` and `cluster`. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The scrape jobs of all declared services. The job's name must be unique and carries the system; the label `job`
 * stays the service's own, since people know it by that.
 */
export function scrapeJobs(args: ScrapeArgs): readonly ScrapeJob[] {
  const jobs = args.services.flatMap((service) => metricsJob(service, args));
  const probes = args.services.flatMap((service) => probeTargets(service, args));
  const found = args.services.flatMap((service) => foundJobs(service, args));
  if (probes.length === 0) return [...jobs, ...found];
  // A probe may take as long as its module lets it, up to the next one.
  const limits = { scrape_timeout: args.interval, ...probeLimits };
  const probe = { job_name: "probe", metrics_path: "/probe", ...limits, static_configs: probes };
  return [...jobs, probe, ...found];
}

/** The jobs of a service that somebody else runs; one of belfry's own is found only where its address is not known. */
function foundJobs(service: Service, args: ScrapeArgs): readonly ScrapeJob[] {
  const { discovery, metrics, labels, prober, interval } = args;
  const isKnown = metrics[service.id] !== undefined;
  if (!discovery || (isKnown && service.stack)) return [];
  // The stack's own simulator may run beside it, under the service's own name.
  const besides = (job: ScrapeJob) => (isKnown ? { ...job, job_name: `found/${service.id}` } : job);
  return [
    ...discoveredMetrics(service, args.services, labels, discovery).map(besides),
    ...(prober === undefined ? [] : discoveredProbes(service, labels, discovery, { prober, interval })),
  ];
}

function metricsJob(service: Service, { metrics, labels, services }: ScrapeArgs): readonly ScrapeJob[] {
  const address = metrics[service.id];
  if (service.delivery.by !== "scrape" || address === undefined) return [];
  const { path, every } = service.delivery;
  return [
    {
      job_name: service.id,
      metrics_path: path,
      ...(every ? { scrape_interval: every } : {}),
      ...scrapeLimits(service),
      ...metricRelabel(service, services),
      static_configs: [
        { targets: [address], labels: { ...service.origin, ...labels, job: service.origin.service } },
      ],
    },
  ];
}

function probeTargets(service: Service, { apis, prober, labels }: ScrapeArgs): readonly unknown[] {
  const api = apis[service.id];
  if (api === undefined || prober === undefined) return [];
  return probedEndpoints(service).map(({ endpoint, check }) => ({
    targets: [prober],
    labels: {
      ...service.origin,
      ...labels,
      job: "probe",
      instance: `${api}${endpoint.path}`,
      probe: endpoint.name,
      check,
      __param_module: probeModule(service, endpoint, check),
      __param_target: `${api}${endpoint.path}`,
    },
  }));
}

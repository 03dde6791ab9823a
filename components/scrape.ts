import type { Service } from "../declaration/service";
import type { Duration } from "../telemetry/units";
import { probedEndpoints, probeModule } from "./blackbox-modules";
import type { Endpoints } from "./endpoint";

export interface ScrapeArgs {
  readonly services: readonly Service[];
  /** `host:port` of the metrics by service id; a service without one is not scraped. */
  readonly metrics: Endpoints;
  /** `http://host:port` of the API by service id; a service without one is not probed. */
  readonly apis: Endpoints;
  /** `host:port` of the blackbox exporter, undefined where it does not run. */
  readonly prober: string | undefined;
  /** How often targets are asked, unless they say otherwise. */
  readonly interval: Duration;
  /** Labels `environment` and `cluster`. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A job of Prometheus, as data. */
export type ScrapeJob = Readonly<Record<string, unknown>>;

/**
 * The scrape jobs of all declared services. The job's name must be unique and carries the system; the label `job`
 * stays the service's own, since people know it by that.
 */
export function scrapeJobs(args: ScrapeArgs): readonly ScrapeJob[] {
  const jobs = args.services.flatMap((service) => metricsJob(service, args));
  const probes = args.services.flatMap((service) => probeTargets(service, args));
  if (probes.length === 0) return jobs;
  // A probe may take as long as its module lets it, up to the next one.
  const timing = { scrape_timeout: args.interval };
  return [...jobs, { job_name: "probe", metrics_path: "/probe", ...timing, static_configs: probes }];
}

function metricsJob(service: Service, { metrics, labels }: ScrapeArgs): readonly ScrapeJob[] {
  const address = metrics[service.id];
  if (service.delivery.by !== "scrape" || address === undefined) return [];
  const { path, every } = service.delivery;
  return [
    {
      job_name: service.id,
      metrics_path: path,
      ...(every ? { scrape_interval: every } : {}),
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

import type { Service } from "../declaration/service";
import type { Discovery } from "../platforms/platform";
import type { Duration } from "../telemetry/units";
import { probedEndpoints, probeModule } from "./blackbox-modules";

import { metricRelabel } from "./metric-relabel";
import type { ScrapeJob } from "./scrape-job";
import { probeLimits, scrapeLimits } from "./scrape-limits";

type Labels = Readonly<Record<string, string>>;

/** A step of Prometheus' relabelling. */
type Relabel = Readonly<Record<string, unknown>>;

function set(labels: Labels): readonly Relabel[] {
  return Object.entries(labels).map(([target_label, replacement]) => ({ target_label, replacement }));
}

/** A job whose targets the platform finds, and what becomes of each. */
function found(
  discovery: Discovery,
  service: Service,
  port: number,
  then: readonly Relabel[],
): Readonly<Record<string, unknown>> {
  const { relabel, ...rest } = discovery.jobFor(service.origin, port);
  return { ...rest, relabel_configs: [...relabel, ...then] };
}

/** The job of a service that runs somewhere else, as often as it runs; none where it sends its metrics. */
export function discoveredMetrics(
  service: Service,
  services: readonly Service[],
  labels: Labels,
  discovery: Discovery,
): readonly ScrapeJob[] {
  if (service.delivery.by !== "scrape") return [];
  const { path, port, every } = service.delivery;
  const whose = set({ ...service.origin, ...labels, job: service.origin.service });
  return [
    {
      job_name: service.id,
      metrics_path: path,
      ...(every ? { scrape_interval: every } : {}),
      ...scrapeLimits(service),
      ...metricRelabel(service, services),
      ...found(discovery, service, port, whose),
    },
  ];
}

/** The probes of such a service: every copy is asked, since one that is ill hides among the others. */
export function discoveredProbes(
  service: Service,
  labels: Labels,
  discovery: Discovery,
  { prober, interval }: { readonly prober: string; readonly interval: Duration },
): readonly ScrapeJob[] {
  const { port, stack } = service;
  if (port === undefined || stack) return [];
  return probedEndpoints(service).map(({ endpoint, check }) => ({
    job_name: `probe/${service.id}/${endpoint.name}/${check}`,
    metrics_path: "/probe",
    params: { module: [probeModule(service, endpoint, check)] },
    scrape_timeout: interval,
    ...probeLimits,
    ...found(discovery, service, port, [
      {
        source_labels: ["__address__"],
        target_label: "__param_target",
        replacement: `http://$1${endpoint.path}`,
      },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: prober },
      ...set({ ...service.origin, ...labels, job: "probe", probe: endpoint.name, check }),
    ]),
  }));
}

import { z } from "zod";
import { discoveredMetrics, discoveredProbes } from "../../../components/discovered";
import type { ScrapeJob } from "../../../components/scrape-job";
import type { Service } from "../../../declaration/service";
import { discoveryLabels } from "../../../platforms/kubernetes/labels";
import type { Discovery } from "../../../platforms/platform";
import type { Duration } from "../../../telemetry/units";
import { type ContentObject, nameOf } from "./content-object";

export interface Monitored {
  readonly services: readonly Service[];
  readonly discovery: Discovery;
  /** `host:port` of the blackbox exporter. */
  readonly prober: string;
  /** How often targets are asked, unless they say otherwise. */
  readonly interval: Duration;
  /** Labels `environment` and `cluster`. */
  readonly labels: Readonly<Record<string, string>>;
}

const steps = z.array(z.record(z.string(), z.unknown())).default([]);
/** What a job of Prometheus may hold where pods are found by label. */
const podJob = z.strictObject({
  job_name: z.string(),
  metrics_path: z.string(),
  params: z.record(z.string(), z.array(z.string())).optional(),
  scrape_interval: z.string().optional(),
  scrape_timeout: z.string().optional(),
  sample_limit: z.number(),
  label_limit: z.number().optional(),
  label_name_length_limit: z.number().optional(),
  label_value_length_limit: z.number().optional(),
  relabel_configs: steps,
  metric_relabel_configs: steps,
  /** The selector of a PodMonitor says the same. */
  kubernetes_sd_configs: z.array(z.unknown()),
});

/** The operator makes a target for each port and container of a pod, which would tell them apart by these labels alone. */
const perContainer = [{ action: "labeldrop", regex: "container|endpoint|namespace|pod" }];

/** The operator writes `targetLabel` where Prometheus writes `target_label`, and takes an empty pattern for an absent one. */
function camelCased(step: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(step).map(([key, value]) => [
    key.replace(/_[a-z]/g, (found) => found.slice(1).toUpperCase()),
    key === "regex" && value === "" ? "^$" : value,
  ]);
  return Object.fromEntries(entries);
}

/** Leaves out what is not there: the operator takes an absent field, not an empty one. */
function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function podMonitor({ origin }: Service, found: ScrapeJob, { interval }: Monitored): ContentObject {
  const job = podJob.parse(found);
  const endpoint = {
    path: job.metrics_path,
    params: job.params,
    interval: job.scrape_interval ?? interval,
    scrapeTimeout: job.scrape_timeout,
    relabelings: [...job.relabel_configs.map(camelCased), ...perContainer],
    metricRelabelings:
      job.metric_relabel_configs.length > 0 ? job.metric_relabel_configs.map(camelCased) : undefined,
  };
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    metadata: { name: nameOf(job.job_name) },
    spec: present({
      namespaceSelector: { any: true },
      selector: {
        matchLabels: {
          [discoveryLabels.system]: origin.system,
          [discoveryLabels.service]: origin.service,
        },
      },
      sampleLimit: job.sample_limit,
      labelLimit: job.label_limit,
      labelNameLengthLimit: job.label_name_length_limit,
      labelValueLengthLimit: job.label_value_length_limit,
      podMetricsEndpoints: [present(endpoint)],
    }),
  };
}

/** A PodMonitor for the metrics of each service that is scraped, and one for each of its probes. */
export function podMonitors(monitored: Monitored): readonly ContentObject[] {
  const { services, labels, discovery, prober, interval } = monitored;
  return services.flatMap((service) => {
    const jobs = [
      ...discoveredMetrics(service, services, labels, discovery),
      ...discoveredProbes(service, labels, discovery, { prober, interval }),
    ];
    return jobs.map((job) => podMonitor(service, job, monitored));
  });
}

import type { Service } from "../declaration/service";
import { quotePattern } from "../telemetry/labels";
import type { MetricFacts } from "../telemetry/metrics";

/** A step of Prometheus' relabelling. */
type Relabel = Readonly<Record<string, unknown>>;

/** Labels of pods as kube-state-metrics shows them: by these services are discovered. */
const podLabels = {
  metric: "kube_pod_labels",
  system: "label_belfry_dev_system",
  service: "label_belfry_dev_service",
} as const;

/** The declared samples of a metric, as `name;le`. A histogram has far more buckets than anybody asks for. */
function samplesOf({ kind, series, buckets = [] }: MetricFacts): readonly string[] {
  if (kind !== "histogram") return [`${series};`];
  // Prometheus writes a whole bound as 1.0, what is pushed may say 1.
  const bounds = buckets.map((bound) =>
    Number.isInteger(bound) ? `${bound}(\\.0)?` : quotePattern(String(bound)),
  );
  return [`${series}_(sum|count);`, `${series}_bucket;(${[...bounds, "\\+Inf"].join("|")})`];
}

function keepDeclared({ delivery, metrics }: Service): readonly Relabel[] {
  if (delivery.by !== "scrape" || delivery.only === undefined) return [];
  const regex = Object.values(metrics).flatMap(samplesOf).join("|");
  return [{ source_labels: ["__name__", "le"], regex, action: "keep" }];
}

/** Marks the pods that some declared service claims: whoever is labelled and not claimed is not scraped. */
function markClaimed({ metrics }: Service, services: readonly Service[]): readonly Relabel[] {
  if (!Object.values(metrics).some(({ name }) => name === podLabels.metric)) return [];
  const declared = services
    .filter(({ stack }) => !stack)
    .map(({ origin }) => `${origin.system};${origin.service}`);
  // Of the stack's own, exporters are scraped under the name of what they tell of.
  const regex = `${podLabels.metric};(${["belfry;.*", ...declared].join("|")})`;
  const source_labels = ["__name__", podLabels.system, podLabels.service];
  return [{ source_labels, regex, target_label: "claimed", replacement: "true" }];
}

/** What becomes of a service's samples before they are stored; nothing for most. */
export function metricRelabel(
  service: Service,
  services: readonly Service[],
): Readonly<Record<string, unknown>> {
  const steps = [...keepDeclared(service), ...markClaimed(service, services)];
  return steps.length > 0 ? { metric_relabel_configs: steps } : {};
}

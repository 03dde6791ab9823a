import { cardinality } from "../telemetry/labels";
import type { MetricFacts } from "../telemetry/metrics";
import { commonLabels, seriesBudget } from "../telemetry/metrics";
import type { Problem } from "./problem";
import type { Service, ServiceSpec } from "./service";

/** Series that one instance may have unless its declaration asks for more. */
export const usualBudget = 10_000;

/**
 * What a client library adds of its own without anybody declaring it (`python_info`, `promhttp_…`, `…_created`): a
 * scrape is thrown away whole when it exceeds its limit, so the limit leaves room for them.
 */
const undeclaredSeries = 250;

/** Most series that the declared metrics of one instance can have. */
export function seriesBound({ metrics }: Pick<ServiceSpec, "metrics">): number {
  return Object.values(metrics).reduce((sum, metric) => sum + seriesBudget(metric), 0);
}

/** Most series that a scrape of one instance may bring. */
export function sampleLimit(service: Service): number {
  // Belfry's own servers show far more than is declared of them.
  return service.stack ? budgetOf(service) : seriesBound(service) + undeclaredSeries;
}

/** Series that one instance may have. */
export function budgetOf({ seriesBudget: declared = usualBudget }: ServiceSpec): number {
  return declared;
}

/** What no declared metric need have: `…_build_info` has 7 labels, `redis_instance_info` 10. */
const undeclaredLabels = { library: 7, server: 15 } as const;

/** Labels that a series may have: those of the widest metric, those that the stack adds, its name and its bucket. */
export function labelLimit({ metrics, stack }: Service): number {
  const declared = Object.values(metrics).map(({ labels }) => Object.keys(labels).length);
  const widest = Math.max(stack ? undeclaredLabels.server : undeclaredLabels.library, ...declared);
  return widest + commonLabels.length + ["__name__", "le"].length;
}

/** Longest name and value of a label: a message, a query or a token that became a label is longer. */
export const longestLabel = { name: 100, value: 400 } as const;

function widestLabel({ labels }: MetricFacts): string | undefined {
  const sorted = Object.entries(labels).sort(([, a], [, b]) => cardinality(b) - cardinality(a));
  return sorted[0]?.[0];
}

/** A declaration whose metrics may have more series than its budget. */
export function budgetProblems(place: string, spec: ServiceSpec): readonly Problem[] {
  const bound = seriesBound(spec);
  const budget = budgetOf(spec);
  if (bound <= budget) return [];
  const largest = Object.values(spec.metrics).sort((a, b) => seriesBudget(b) - seriesBudget(a))[0];
  const label = largest && widestLabel(largest);
  if (!largest || label === undefined) return [];
  const values = cardinality(largest.labels[label] ?? []);
  return [
    {
      place: `${place}, metric ${largest.name}`,
      problem: `has most of its service's ${bound} series (${seriesBudget(largest)}), the budget is ${budget}; its label "${label}" alone has ${values} values`,
      fix: `bound "${label}" lower, say with atMost how many combinations there are when labels depend on one another, or raise seriesBudget`,
    },
  ];
}

import { cardinality } from "../telemetry/labels";
import type { MetricFacts } from "../telemetry/metrics";
import type { Problem } from "./problem";
import type { ServiceSpec } from "./service";

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:.]*$/;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const reserved = new Set([
  "system",
  "service",
  "team",
  "environment",
  "cluster",
  "instance",
  "le",
  "quantile",
]);

function metricProblems(place: string, metric: MetricFacts): readonly Problem[] {
  const problems: Problem[] = [];
  const at = `${place}, metric ${metric.name}`;
  if (!metricName.test(metric.name)) {
    problems.push({
      place: at,
      problem: `"${metric.name}" is no metric name`,
      fix: "use letters, digits, underscores and dots, and start with a letter",
    });
  }
  for (const [label, spec] of Object.entries(metric.labels)) {
    if (!labelName.test(label) || reserved.has(label)) {
      problems.push({
        place: at,
        problem: `label "${label}" is ${reserved.has(label) ? "set by the stack itself" : "no label name"}`,
        fix: "give the label another name of letters, digits and underscores",
      });
    }
    if (cardinality(spec) < 1) {
      problems.push({
        place: at,
        problem: `label "${label}" has no values`,
        fix: `list its values, or bound them with upTo(40, "an example")`,
      });
    }
  }
  return [...problems, ...bucketProblems(at, metric)];
}

function bucketProblems(place: string, metric: MetricFacts): readonly Problem[] {
  const buckets = metric.buckets ?? [];
  const unsorted = buckets.findIndex((bound, i) => i > 0 && bound <= (buckets[i - 1] ?? 0));
  if (unsorted < 0) return [];
  const fix = "list the bounds from small to large, each once, without +Inf";
  return [{ place, problem: `bucket ${buckets[unsorted]} does not ascend`, fix }];
}

/** Metrics: names, labels, buckets, no name twice; they belong to the service that declares them. */
export function telemetryProblems(place: string, spec: ServiceSpec): readonly Problem[] {
  const metrics = Object.values(spec.metrics);
  const seen = new Map<string, MetricFacts>();
  const problems = metrics.flatMap((metric) => metricProblems(place, metric));
  for (const metric of metrics) {
    const twin = seen.get(metric.series);
    if (twin) {
      problems.push({
        place: `${place}, metric ${metric.name}`,
        problem: `is declared twice${twin.name === metric.name ? "" : ` (as "${twin.name}", too: both are stored as ${metric.series})`}`,
        fix: "keep one declaration, with the labels of both",
      });
    }
    seen.set(metric.series, metric);
    if (metric.origin.system !== spec.origin.system || metric.origin.service !== spec.origin.service) {
      problems.push({
        place: `${place}, metric ${metric.name}`,
        problem: `belongs to ${metric.origin.system}/${metric.origin.service}`,
        fix: "make the metrics with metricsOf(origin, …) of this service",
      });
    }
  }
  if (spec.delivery.by === "none" && metrics.length > 0) {
    problems.push({
      place,
      problem: `${metrics.length} metrics are declared, but nothing delivers them`,
      fix: 'set delivery to { by: "scrape", … } or { by: "otlp", … }',
    });
  }
  return problems;
}

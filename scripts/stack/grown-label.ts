import type { Service } from "../../declaration/service";
import type { Expression } from "../../queries/expression";
import { printQuery } from "../../queries/print";
import { cardinality } from "../../telemetry/labels";
import type { MetricFacts } from "../../telemetry/metrics";
import { instant } from "./prometheus";

/** A label that has more values than its declaration allows. */
export interface GrownLabel {
  readonly metric: string;
  readonly label: string;
  readonly values: number;
  readonly declared: number;
}

function valuesOf({ series, kind, origin }: MetricFacts, label: string): string {
  const count = (labels: readonly string[], of: Expression): Expression => ({
    ...{ kind: "aggregate", operator: "count" },
    grouping: { mode: "by", labels },
    of,
  });
  const name = kind === "histogram" ? `${series}_count` : series;
  return printQuery(count([], count([label], { kind: "series", series: name, origin, matchers: [] })));
}

/** Of a service's labels that have grown beyond their declaration the one with most values; undefined where none has. */
export async function grownLabel(
  url: string,
  { metrics }: Service,
  at: Date,
): Promise<GrownLabel | undefined> {
  const grown: GrownLabel[] = [];
  for (const metric of Object.values(metrics)) {
    for (const [label, spec] of Object.entries(metric.labels)) {
      const [counted] = await instant(url, valuesOf(metric, label), at);
      const [values, declared] = [counted?.value ?? 0, cardinality(spec)];
      if (values > declared) grown.push({ metric: metric.name, label, values, declared });
    }
  }
  return grown.sort((a, b) => b.values - a.values)[0];
}

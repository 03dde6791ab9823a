import {
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Service } from "../declaration/service";
import type { Expression, Leaf } from "../queries/expression";
import { mapLeaves } from "../queries/expression";
import { printQuery } from "../queries/print";
import type { Matcher } from "../telemetry/labels";
import type { MetricFacts } from "../telemetry/metrics";
import { watched } from "../telemetry/target";
import { dataSources } from "./datasources";

/** A choice at the top of a dashboard; its name is the label that it narrows. */
export interface Variable {
  readonly name: string;
  readonly title: string;
  /** Grafana's query for the values. */
  readonly values: string;
  /** Whether a selection has the label, so that it can be narrowed. */
  narrows(leaf: Leaf): boolean;
  /** True where the resources of spans have it, too. @default false */
  readonly onSpans?: boolean;
}

/** The series of firing alerts lack the place: it is an external label, added on the way to Alertmanager. */
function hasPlace(leaf: Leaf): boolean {
  if (leaf.kind !== "series") return true;
  const { alerts, alertsBegan } = watched(leaf.origin);
  return leaf.series !== alerts.series && leaf.series !== alertsBegan.series;
}

function placeVariable(name: string, title: string): Variable {
  return { name, title, values: `label_values(${name})`, narrows: hasPlace, onSpans: true };
}

/** Labels that the stack puts on everything that comes in. */
export const placeVariables: readonly Variable[] = [
  placeVariable("environment", "Environment"),
  placeVariable("cluster", "Cluster"),
];

/** The series that a service itself exposes, with the metric that each belongs to. */
function ownSeries(service: Service): ReadonlyMap<string, MetricFacts> {
  const suffixes = (metric: MetricFacts) =>
    metric.kind === "histogram" ? ["", "_bucket", "_count", "_sum"] : [""];
  return new Map(
    Object.values(service.metrics).flatMap((metric) =>
      suffixes(metric).map((suffix) => [`${metric.series}${suffix}`, metric] as const),
    ),
  );
}

function belongsTo(leaf: Leaf, { origin }: Service): boolean {
  return leaf.origin.system === origin.system && leaf.origin.service === origin.service;
}

function ownMetric(service: Service): (leaf: Leaf) => MetricFacts | undefined {
  const series = ownSeries(service);
  return (leaf) => (leaf.kind === "series" && belongsTo(leaf, service) ? series.get(leaf.series) : undefined);
}

/** Values of a label among the series of a metric, given what was chosen before. */
function valuesOf(metric: MetricFacts, label: string, before: readonly Variable[]): string {
  const { series, origin, matchers } = metric;
  const selection = narrowedLeaf({ kind: "series", series, origin, matchers } as const, before);
  return `label_values(${printQuery(selection)}, ${label})`;
}

/** Which process of a service is looked at; only scraped ones are told apart. */
export function instanceVariable(service: Service): readonly Variable[] {
  if (service.delivery.by !== "scrape") return [];
  const { up, scraped } = watched(service.origin);
  const own = ownMetric(service);
  const perTarget = [up.series, scraped.series];
  return [
    {
      name: "instance",
      title: "Instance",
      values: valuesOf(up, "instance", placeVariables),
      // Probes come from outside: their instance is the address that was asked.
      narrows: (leaf) =>
        own(leaf) !== undefined ||
        (leaf.kind === "series" && belongsTo(leaf, service) && perTarget.includes(leaf.series)),
    },
  ];
}

/** The first label by which the service's requests are split: its routes. */
export function splitVariable(service: Service): readonly Variable[] {
  const [requests] = service.red?.requests ?? [];
  const [label] = service.red?.by ?? [];
  if (requests === undefined || label === undefined || !(label in requests.labels)) return [];
  const before = [...placeVariables, ...instanceVariable(service)];
  const own = ownMetric(service);
  return [
    {
      name: label,
      title: `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
      values: valuesOf(requests, label, before),
      narrows: (leaf) => label in (own(leaf)?.labels ?? {}),
    },
  ];
}

function chosen(variables: readonly Variable[]): readonly Matcher[] {
  return variables.map(({ name }) => ({ label: name, operator: "=~", value: `$${name}` }));
}

/** What is chosen of where spans come from, as matchers of their resource. */
export function chosenPlace(variables: readonly Variable[]): readonly Matcher[] {
  return chosen(variables.filter(({ onSpans = false }) => onSpans));
}

/** The selection with every variable that fits as a matcher. */
export function narrowedLeaf<L extends Leaf>(leaf: L, variables: readonly Variable[]): L {
  const fitting = chosen(variables.filter((variable) => variable.narrows(leaf)));
  return { ...leaf, matchers: [...leaf.matchers, ...fitting] };
}

/** The expression with each of its selections narrowed. */
export function narrowed(expression: Expression, variables: readonly Variable[]): Expression {
  return mapLeaves(expression, (leaf) => narrowedLeaf(leaf, variables));
}

/** The variable in Grafana's form: several may be chosen, all are by default, and a series without the label counts. */
export function grafanaVariable({ name, title, values }: Variable): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(title)
    .datasource(dataSources.prometheus)
    .query(values)
    .definition(values)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ text: ["All"], value: ["$__all"] });
}

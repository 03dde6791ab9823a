import { panel } from "../declaration/board";
import type { Service } from "../declaration/service";
import { quantile } from "../queries/histogram";
import { rate, value } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import type { MetricFacts } from "../telemetry/metrics";
import { counterOf, gaugeOf, histogramOf } from "../telemetry/metrics";
import { overviewLink, serverDetailsLink, serviceLink, stackLink, tagsOf } from "./address";
import { faultSending, sentOnNormalDay } from "./fault";
import { marksOf } from "./marks";
import type { Page, PagePanel } from "./page";
import { rowOf } from "./row";
import { instanceVariable, placeVariables } from "./variables";

const live = "$__rate_interval";

/** Labels that tell lines apart: those with more than one value. */
function splits({ labels }: MetricFacts): readonly string[] {
  return Object.entries(labels)
    .filter(([, spec]) => ("atMost" in spec ? spec.atMost : spec.length) > 1)
    .map(([label]) => label);
}

function legend(labels: readonly string[], otherwise: string): string {
  return labels.length === 0 ? otherwise : labels.map((label) => `{{${label}}}`).join(" ");
}

/** "Alerts sent to Alertmanager." is the title "Alerts sent to Alertmanager". */
function titleOf({ help }: MetricFacts): string {
  return help.replace(/\.$/, "");
}

/** A counter of what should never happen has no series until it does. */
function emptyUntil(server: Service, metric: MetricFacts): { dataUnder?: string } {
  const fault = metric.kind === "counter" && !sentOnNormalDay(server, metric) && faultSending(server, metric);
  return fault ? { dataUnder: fault } : {};
}

function shown(server: Service, metric: MetricFacts): PagePanel {
  const by = splits(metric);
  const told = (what: string, queries: Record<string, PromQuery<string>>) =>
    panel(titleOf(metric), `${what} \`${metric.name}\`.`, queries, emptyUntil(server, metric));
  switch (metric.kind) {
    case "counter":
      return told("Per second, from", {
        [legend(by, "per second")]: rate(counterOf(metric), live).sum(...by),
      });
    case "gauge":
      return told("As it is, from", { [legend(by, "now")]: value(gaugeOf(metric)).max(...by) });
    case "histogram":
      return told("Time within which half and 95% end, from", {
        p50: quantile(0.5, histogramOf(metric), live),
        p95: quantile(0.95, histogramOf(metric), live),
      });
  }
}

/** Everything that one of belfry's servers tells of itself, as its declaration has it. */
export function serverDetailsPage(server: Service): Page {
  const metrics = Object.values(server.metrics);
  const of = (kind: MetricFacts["kind"]) =>
    metrics.filter((metric) => metric.kind === kind).map((metric) => shown(server, metric));
  return {
    ...serverDetailsLink(server),
    title: `${server.origin.service}: details`,
    description: `Everything that ${server.origin.service} tells of itself. ${server.description}`,
    file: `${server.origin.system}/${server.origin.service}.details.json`,
    tags: tagsOf(server),
    variables: [...placeVariables, ...instanceVariable(server)],
    links: [overviewLink, stackLink, serviceLink(server)],
    marks: marksOf(server),
    rows: [
      ...rowOf("As it is", server, of("gauge")),
      ...rowOf("What happens", server, of("counter")),
      ...rowOf("How long it takes", server, of("histogram")),
    ],
  };
}

import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import * as loki from "@grafana/grafana-foundation-sdk/loki";
import * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import * as tempo from "@grafana/grafana-foundation-sdk/tempo";
import type { Panel, View } from "../declaration/board";
import type { Expression } from "../queries/expression";
import { mapLeaves } from "../queries/expression";
import { printLines } from "../queries/logql";
import { printQuery } from "../queries/print";
import type { Query } from "../queries/query";
import { printSearch } from "../queries/traceql";
import { dataSources } from "./datasources";
import type { Variable } from "./variables";
import { chosenPlace, narrowed, narrowedLeaf } from "./variables";

/** What a panel asks. */
export type Question = Panel["queries"][string];

/** Views of what is now, rather than of how it went. */
const momentary: readonly View[] = ["stat", "bars", "table"];

export function dataSourceOf({ language }: Question) {
  if (language === "promql") return dataSources.prometheus;
  return language === "traceql" ? dataSources.tempo : dataSources.loki;
}

/** Loki knows no `$__rate_interval`; `$__auto` is its own. */
function inLokiTerms(expression: Expression): Expression {
  return mapLeaves(expression, (leaf) =>
    leaf.range === "$__rate_interval" ? { ...leaf, range: "$__auto" } : leaf,
  );
}

/** Grafana takes points in time in milliseconds. */
function inGrafanaTerms({ expression, measure }: Query): Expression {
  if (measure !== "timestamp") return expression;
  return { kind: "binary", operator: "*", left: expression, right: { kind: "number", value: 1000 } };
}

/** The question as its engine reads it, with the dashboard's variables in it. */
export function questionText(question: Question, variables: readonly Variable[]): string {
  switch (question.language) {
    case "promql":
      return printQuery(narrowed(inGrafanaTerms(question), variables));
    case "logql":
      return printQuery(inLokiTerms(narrowed(inGrafanaTerms(question), variables)));
    case "loglines":
      return printLines({ ...question, selection: narrowedLeaf(question.selection, variables) });
    case "traceql":
      return printSearch(question, chosenPlace(variables));
  }
}

/** Whether a query shows a histogram, whose exemplars lead to traces. */
function hasExemplars(expression: Expression): boolean {
  switch (expression.kind) {
    case "call":
      return expression.name === "histogram_quantile" || expression.args.some(hasExemplars);
    case "aggregate":
      return hasExemplars(expression.of);
    case "binary":
      return hasExemplars(expression.left) || hasExemplars(expression.right);
    default:
      return false;
  }
}

function prometheusTarget(question: Query, view: View): prometheus.DataqueryBuilder {
  const query = new prometheus.DataqueryBuilder().editorMode(prometheus.QueryEditorMode.Code);
  if (view === "table") return query.instant().format(prometheus.PromQueryFormat.Table);
  if (momentary.includes(view)) return query.instant();
  const format =
    view === "heatmap" ? prometheus.PromQueryFormat.Heatmap : prometheus.PromQueryFormat.TimeSeries;
  return query
    .range()
    .format(format)
    .exemplar(view === "heatmap" || (view === "graph" && hasExemplars(question.expression)));
}

/** One question in the form of its data source; the legend names its lines, in a table its column. */
export function target(
  refId: string,
  legend: string,
  question: Question,
  view: View,
  variables: readonly Variable[],
): Builder<Dataquery> {
  const text = questionText(question, variables);
  switch (question.language) {
    case "promql": {
      const query = prometheusTarget(question, view).datasource(dataSources.prometheus).expr(text);
      return (view === "table" ? query : query.legendFormat(legend)).refId(refId);
    }
    case "logql": {
      const query = new loki.DataqueryBuilder().datasource(dataSources.loki).expr(text);
      query.queryType(momentary.includes(view) ? "instant" : "range");
      return (view === "table" ? query : query.legendFormat(legend)).refId(refId);
    }
    case "loglines":
      return new loki.DataqueryBuilder()
        .datasource(dataSources.loki)
        .expr(text)
        .queryType("range")
        .refId(refId);
    case "traceql":
      return new tempo.DataqueryBuilder()
        .datasource(dataSources.tempo)
        .query(text)
        .queryType(tempo.TempoQueryType.Traceql)
        .tableType(tempo.SearchTableType.Traces)
        .limit(20)
        .refId(refId);
  }
}

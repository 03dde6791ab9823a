import { boardPage } from "../../dashboards/board";
import { servicePage } from "../../dashboards/service";
import { questionText } from "../../dashboards/target";
import type { Variable } from "../../dashboards/variables";
import { panel } from "../../declaration/board";
import { quantile } from "../../queries/histogram";
import { countOver, lines } from "../../queries/logql";
import { rate, value } from "../../queries/promql";
import type { Query } from "../../queries/query";
import { search } from "../../queries/traceql";
import { watched } from "../../telemetry/target";
import { logs, metrics as m, shop, shopShowing, spans } from "./shop";

const settings = { runbookBase: "https://runbooks.example.org" };
const own = 'system="shop", service="api"';
const place = 'environment=~"$environment", cluster=~"$cluster"';
const { red: _, ...withoutRequests } = shop();
const { variables } = servicePage(shop(), settings);
const target = watched({ system: "shop", service: "api" });
const host = watched({ system: "belfry", service: "node-exporter" });

test("a scraped service is narrowed by place, process and route, each choice by those before it", () => {
  expect(variables.map(({ name, values }) => [name, values])).toEqual([
    ["environment", "label_values(environment)"],
    ["cluster", "label_values(cluster)"],
    ["instance", `label_values(up{${own}, job="api", ${place}}, instance)`],
    ["route", `label_values(requests_total{${own}, ${place}, instance=~"$instance"}, route)`],
  ]);
});

test.each<[string, readonly Variable[], string[]]>([
  [
    "one that pushes",
    servicePage(shop({ delivery: { by: "otlp", temporality: "delta", every: "30s" } }), settings).variables,
    ["environment", "cluster", "route"],
  ],
  [
    "one without requests",
    servicePage(withoutRequests, settings).variables,
    ["environment", "cluster", "instance"],
  ],
])("%s has no variable that cannot work", (_, having, names) => {
  expect(having.map(({ name }) => name)).toEqual(names);
});

test("a board is narrowed by place and process", () => {
  const service = shopShowing(panel("Depth", "Waits.", { waiting: value(m.depth) }));
  const [board] = service.boards ?? [];
  if (board === undefined) throw new Error("the shop lost its board");
  expect(boardPage(service, board).variables.map(({ name }) => name)).toEqual([
    "environment",
    "cluster",
    "instance",
  ]);
});

test.each<[string, Query, string]>([
  [
    "a metric with the label",
    rate(m.requests, "5m"),
    `rate(requests_total{${own}, ${place}, instance=~"$instance", route=~"$route"}[5m])`,
  ],
  ["a metric without it", value(m.depth), `depth{${own}, ${place}, instance=~"$instance"}`],
  [
    "the buckets of a histogram",
    quantile(0.95, m.duration, "5m"),
    `histogram_quantile(0.95, sum by (le) (rate(duration_seconds_bucket{${own}, ${place}, instance=~"$instance", route=~"$route"}[5m])))`,
  ],
  [
    "both sides of a quotient",
    value(m.depth).dividedBy(value(m.cost)),
    `depth{${own}, ${place}, instance=~"$instance"} / cost{${own}, ${place}, instance=~"$instance"}`,
  ],
  ["the scrape", value(target.up), `up{${own}, job="api", ${place}, instance=~"$instance"}`],
  ["a probe, whose instance is another", value(target.probeSuccess), `probe_success{${own}, ${place}}`],
  ["firing alerts, which lack the place", value(target.alerts), `ALERTS{${own}}`],
  [
    "another service",
    value(host.up),
    `up{system="belfry", service="node-exporter", job="node-exporter", ${place}}`,
  ],
  [
    "log lines, which know no process",
    countOver(logs.where({ type: "timeout" }), "5m"),
    `count_over_time({${own}, ${place}} | type="timeout" [5m])`,
  ],
])("narrows %s", (_, query, text) => {
  expect(questionText(query, variables)).toBe(text);
});

test("narrows lines, and a search for traces by where its spans come from", () => {
  expect(questionText(lines(logs.containing("boom")), variables)).toBe(`{${own}, ${place}} |= "boom"`);
  expect(questionText(search(spans), variables)).toBe(
    '{ resource.service.name = "shop-api" && resource.environment =~ "$environment" && resource.cluster =~ "$cluster" }',
  );
});

test("gives Loki the range that it knows, and points in time in milliseconds", () => {
  expect(questionText(countOver(logs, "$__rate_interval"), [])).toBe(`count_over_time({${own}} [$__auto])`);
  expect(questionText(value(m.started), [])).toBe(`started{${own}} * 1000`);
});

import { dashboardFiles } from "../../dashboards/files";
import { refIdOf } from "../../dashboards/panel";
import type { Panel } from "../../declaration/board";
import { panel } from "../../declaration/board";
import { distribution, quantile } from "../../queries/histogram";
import { countOver, lines } from "../../queries/logql";
import { rate, value } from "../../queries/promql";
import { search } from "../../queries/traceql";
import type { GrafanaPanel } from "./grafana";
import { dashboardAt, isPanel } from "./grafana";
import { logs, metrics as m, shop, shopShowing, spans } from "./shop";

const settings = { runbookBase: "https://runbooks.example.org" };

function shown(declared: Panel): GrafanaPanel {
  const files = dashboardFiles([shopShowing(declared)], settings);
  const [only] = dashboardAt(files, "shop/api-board.json").panels.filter(isPanel);
  if (only === undefined) throw new Error("the board shows nothing");
  return only;
}

const depth = { "{{queue}}": value(m.depth) };

test.each<[Panel["view"], Panel["queries"], string]>([
  ["graph", depth, "timeseries"],
  ["stat", depth, "stat"],
  ["table", depth, "table"],
  ["bars", depth, "bargauge"],
  ["state", { leads: value(m.leader) }, "state-timeline"],
  ["heatmap", { "{{le}}": distribution(m.duration, "5m") }, "heatmap"],
  ["logs", { lines: lines(logs) }, "logs"],
  ["traces", { traces: search(spans) }, "table"],
])("shows a %s panel", (view, queries, type) => {
  expect(shown(panel("Title", "Says.", queries, { view })).type).toBe(type);
});

test.each<[Panel["view"], boolean]>([
  ["graph", false],
  ["state", false],
  ["stat", true],
  ["bars", true],
  ["table", true],
])("a %s panel asks for one moment: %s", (view, instant) => {
  const { targets } = shown(
    panel("Title", "Says.", { prom: value(m.depth), logs: countOver(logs, "5m").sum() }, { view }),
  );
  expect(targets.map(({ datasource, instant: at, queryType }) => [datasource.uid, at ?? queryType])).toEqual([
    ["belfry-prometheus", instant],
    ["belfry-loki", instant ? "instant" : "range"],
  ]);
});

test("a panel of several data sources says so", () => {
  const both = shown(panel("Title", "Says.", { prom: value(m.depth), logs: countOver(logs, "5m").sum() }));
  expect(both.datasource?.uid).toBe("-- Mixed --");
  expect(shown(panel("Title", "Says.", depth)).datasource?.uid).toBe("belfry-prometheus");
});

test("legends name the lines", () => {
  expect(shown(panel("Title", "Says.", depth)).targets.map(({ legendFormat }) => legendFormat)).toEqual([
    "{{queue}}",
  ]);
});

test.each<[string, Panel, boolean]>([
  ["a quantile", panel("Title", "Says.", { p95: quantile(0.95, m.duration, "5m") }), true],
  [
    "a heatmap",
    panel("Title", "Says.", { "{{le}}": distribution(m.duration, "5m") }, { view: "heatmap" }),
    true,
  ],
  ["a rate", panel("Title", "Says.", { requests: rate(m.requests, "5m") }), false],
])("exemplars over %s: %#", (_, declared, exemplar) => {
  expect(shown(declared).targets.map((target) => target.exemplar)).toEqual([exemplar]);
});

test("units come from the measure, and what differs from the first has its own", () => {
  const { fieldConfig } = shown(
    panel("Title", "Says.", {
      requests: rate(m.requests, "5m"),
      cost: value(m.cost),
      all: rate(m.crashes, "5m"),
    }),
  );
  expect(fieldConfig?.defaults.unit).toBe("count:/s");
  expect(fieldConfig?.overrides).toEqual([
    {
      matcher: { id: "byFrameRefID", options: "B" },
      properties: [
        { id: "unit", value: "currencyUSD" },
        { id: "mappings", value: [] },
      ],
    },
  ]);
});

test("a 0/1 gauge is said in words", () => {
  expect(
    shown(panel("Title", "Says.", { leads: value(m.leader) }, { view: "state" })).fieldConfig?.defaults
      .mappings,
  ).toEqual([
    {
      type: "value",
      options: {
        "0": { text: "failing", color: "red", index: 0 },
        "1": { text: "OK", color: "green", index: 1 },
      },
    },
  ]);
});

test("a threshold is a line that judges nothing", () => {
  const { fieldConfig } = shown(panel("Title", "Says.", depth, { threshold: 5 }));
  expect(fieldConfig?.defaults.thresholds?.steps).toEqual([
    { value: null, color: "transparent" },
    { value: 5, color: "red" },
  ]);
});

test("numbers that are there only when something is wrong are red, and none otherwise", () => {
  const alarming = shown(panel("Title", "Says.", depth, { view: "stat", dataUnder: "errors" }));
  expect([alarming.fieldConfig?.defaults.noValue, alarming.fieldConfig?.defaults.color?.fixedColor]).toEqual([
    "none",
    "red",
  ]);
  const usual = shown(panel("Title", "Says.", depth, { view: "stat" }));
  expect([usual.fieldConfig?.defaults.noValue, usual.fieldConfig?.defaults.color?.fixedColor]).toEqual([
    undefined,
    "text",
  ]);
});

test("a table has a column a label and a column a question, also where Loki answers", () => {
  const cost = shown(
    panel("Title", "Says.", { Waiting: value(m.depth), "{{queue}}": value(m.depth) }, { view: "table" }),
  );
  expect(cost.targets.map(({ format, legendFormat }) => [format, legendFormat])).toEqual([
    ["table", undefined],
    ["table", undefined],
  ]);
  expect(cost.transformations).toEqual([
    { id: "merge", options: {} },
    {
      id: "organize",
      options: {
        excludeByName: { Time: true },
        renameByName: { Value: "Waiting", "Value #A": "Waiting", "Value #B": "Value" },
      },
    },
  ]);
  const counted = shown(
    panel("Title", "Says.", { Lines: countOver(logs, "5m").sum("type") }, { view: "table" }),
  );
  expect(counted.transformations?.map(({ id }) => id)).toEqual(["labelsToFields", "merge", "organize"]);
});

test("metrics that come rarely are asked for in steps as long", () => {
  const pushed = shop({
    delivery: { by: "otlp", temporality: "delta", every: "1m" },
    boards: [
      {
        title: "Board",
        description: "Shows.",
        rows: [{ title: "Row", panels: [panel("Title", "Says.", depth)] }],
      },
    ],
  });
  const files = dashboardFiles([pushed], settings);
  const steps = (path: string) =>
    dashboardAt(files, path)
      .panels.filter(isPanel)
      .filter(({ title }) => title !== "Firing alerts")
      .map(({ interval }) => interval);
  expect(steps("overview.json")).toEqual(["1m"]);
  expect(steps("shop/api-board.json")).toEqual(["1m"]);
  expect(new Set(steps("shop/api.json"))).toEqual(new Set(["1m"]));
  expect(shown(panel("Title", "Says.", depth)).interval).toBeUndefined();
});

test.each([
  [0, "A"],
  [25, "Z"],
  [26, "AA"],
  [52, "BA"],
  [702, "AAA"],
])("question %d is %s", (index, refId) => {
  expect(refIdOf(index)).toBe(refId);
});

test("a panel that asks nothing is refused", () => {
  expect(() => shown(panel("Silent", "Says.", {}))).toThrow(
    'The panel "Silent" of "api: Board" asks nothing.',
  );
});

test.each<[Panel["view"], "above" | "below", readonly [string, string]]>([
  ["stat", "above", ["green", "red"]],
  ["stat", "below", ["red", "green"]],
  ["bars", "above", ["green", "red"]],
])("a %s panel of which it is worse %s its threshold is coloured by it", (view, worse, [from, to]) => {
  const { fieldConfig } = shown(panel("Title", "Says.", depth, { view, worse, threshold: 5 }));
  expect(fieldConfig?.defaults.color).toEqual({ mode: "thresholds" });
  expect(fieldConfig?.defaults.thresholds?.steps).toEqual([
    { value: null, color: from },
    { value: 5, color: to },
  ]);
});

test("a threshold of which no side is worse judges no number", () => {
  const { fieldConfig } = shown(panel("Title", "Says.", depth, { view: "stat", threshold: 5 }));
  expect(fieldConfig?.defaults.color).toEqual({ mode: "fixed", fixedColor: "text" });
});

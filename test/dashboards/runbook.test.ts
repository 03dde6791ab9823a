import { dashboardOf } from "../../dashboards/dashboard";
import { runbookPage } from "../../dashboards/runbook";
import { questionText } from "../../dashboards/target";
import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { rate, ratio, value } from "../../queries/promql";
import { logs, metrics as m, shop } from "./shop";

const own = `system="shop", service="api"`;
const texts = {
  summary: () => "s",
  description: () => "d",
  runbook: { meaning: "M.", impact: "I.", diagnosis: ["D."], mitigation: ["R."] },
  severity: "warning",
  firesUnder: ["errors"],
} as const;

function numberOf(when: Alert["when"]) {
  const page = runbookPage({
    service: shop(),
    alert: alert("Waiting", { ...texts, when }),
    markdown: "# Waiting",
  });
  const panel = page.rows[0]?.panels.find(({ title }) => title === "The number");
  const queries = Object.entries(panel?.queries ?? {});
  return {
    threshold: panel?.threshold,
    queries: queries.map(([legend, one]) => [legend, questionText(one, [])]),
  };
}

const depth = `depth{${own}}`;
const errors = rate(m.requests.where({ status: "500" }), "5m").sum("route");
const all = rate(m.requests, "5m").sum("route");

test.each([
  ["a comparison", value(m.depth).above(5), 5, "measured", depth],
  [
    "one that holds with another",
    value(m.depth).above(5).and(value(m.leader).equals(1)),
    5,
    "measured",
    depth,
  ],
  [
    "one that says which of several",
    value(m.depth).max().above(5).detailedBy(value(m.depth), { on: [] }),
    5,
    "measured",
    `max (${depth})`,
  ],
])("shows the number of %s, whatever it is, and its threshold", (_, when, threshold, legend, text) => {
  expect(numberOf(when)).toEqual({ threshold, queries: [[legend, text]] });
});

test("tells the lines of a grouped number apart", () => {
  expect(numberOf(ratio(errors, all).above(0.05)).queries[0]?.[0]).toBe("{{route}}");
});

test("the text stands at the left, the panels at its right, and nothing parts them", () => {
  const waiting = alert("Waiting", { ...texts, when: value(m.depth).above(5) });
  const { panels = [] } = dashboardOf(
    runbookPage({ service: shop({ logs }), alert: waiting, markdown: "# Waiting" }),
  );
  const placed = panels.map((one) => ("gridPos" in one ? [one.type, one.gridPos?.x, one.gridPos?.w] : []));
  expect(placed).toEqual([
    ["text", 0, 12],
    ["timeseries", 12, 8],
    ["timeseries", 12, 8],
    ["timeseries", 12, 8],
    ["logs", 12, 12],
  ]);
});

import { countOver, lines, logRate, noLines, printLines, sumOver } from "../../queries/logql";
import { printQuery } from "../../queries/print";
import { logs } from "./shop";

const own = 'system="shop", service="api"';

test.each([
  ["count of lines", countOver(logs, "1h"), `count_over_time({${own}} [1h])`],
  [
    "count of lines by a field",
    countOver(logs.where({ level: "error" }), "1h")
      .sum("type")
      .atLeast(5),
    `sum by (type) (count_over_time({${own}, level="error"} [1h])) >= 5`,
  ],
  [
    "filters of labels before the line's, of fields behind it",
    countOver(
      logs.where({ type: { not: "timeout" }, level: ["error", "critical"] }).containing("died"),
      "5m",
    ),
    `count_over_time({${own}, level=~"error|critical"} |= "died" | type!="timeout" [5m])`,
  ],
  ["rate of lines", logRate(logs, "$__auto").sum(), `sum (rate({${own}} [$__auto]))`],
  [
    "sum of a field, without lines whose field is no number",
    sumOver(logs.where({ type: "timeout" }), "duration", "1h").sum(),
    `sum (sum_over_time({${own}} | type="timeout" | unwrap duration | __error__="" [1h]))`,
  ],
  ["absence of lines", noLines(logs, "15m"), `absent_over_time({${own}} [15m])`],
])("prints the %s", (_, query, text) => {
  expect(printQuery(query.expression)).toBe(text);
});

test.each([
  ["all", lines(logs), `{${own}}`],
  ["those that hold two texts", lines(logs.containing("a").containing("b")), `{${own}} |= "a" |= "b"`],
  ["those of a request", lines(logs.where({ reqId: "req-1" })), `{${own}} | reqId="req-1"`],
])("prints the lines: %s", (_, selection, text) => {
  expect(printLines(selection)).toBe(text);
});

test("counts lines, and adds fields up without a unit", () => {
  expect(
    [countOver(logs, "1h"), logRate(logs, "1h"), sumOver(logs, "duration", "1h")].map((q) => q.measure),
  ).toEqual(["count", "count/s", "count"]);
});

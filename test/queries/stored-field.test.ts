import { countOver, lines, printLines, sumOver } from "../../queries/logql";
import { printQuery, storedField } from "../../queries/print";
import { rate } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";

const origin = { system: "shop", service: "api" };
const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "request-id",
  fields: { "request-id": "text", "user-agent": upTo(9, "curl"), "took.ms": "number" },
});

// The pairs were seen on Loki 3.7.8, which had been sent the left one over OTLP.
test.each([
  ["user-agent", "user_agent"],
  ["http.request.method", "http_request_method"],
  ["statusCode", "statusCode"],
  ["a__b", "a_b"],
  ["a b", "a_b"],
  ["2xx", "key_2xx"],
])("Loki keeps the field %s as %s", (sent, kept) => {
  expect(storedField(sent)).toBe(kept);
});

test("filters, groups and adds up by the names under which Loki keeps the fields", () => {
  const selected = '{system="shop", service="api"}';
  expect(printLines(lines(logs.where({ "request-id": "r1" })))).toBe(`${selected} | request_id="r1"`);
  expect(printQuery(countOver(logs, "5m").sum("user-agent").expression)).toBe(
    `sum by (user_agent) (count_over_time(${selected} [5m]))`,
  );
  expect(printQuery(sumOver(logs, "took.ms", "5m").sum().expression)).toBe(
    `sum (sum_over_time(${selected} | unwrap took_ms | __error__="" [5m]))`,
  );
});

test("leaves labels of Prometheus as they are: two underscores are two there", () => {
  const metrics = metricsOf(origin, ({ counter }) => ({
    hits: counter("hits_total", { help: "Hits.", labels: { a__b: ["x"] } }),
  }));
  expect(printQuery(rate(metrics.hits, "5m").sum("a__b").expression)).toBe(
    'sum by (a__b) (rate(hits_total{system="shop", service="api"}[5m]))',
  );
});

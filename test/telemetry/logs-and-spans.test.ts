import { upTo } from "../../telemetry/labels";
import { logsFrom, logsOf } from "../../telemetry/logs";
import { spansOf } from "../../telemetry/spans";
import { watched } from "../../telemetry/target";

const origin = { system: "shop", service: "shop-api" } as const;
const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "reqId",
  fields: { type: upTo(30, "timeout"), reqId: "text", duration: "number" },
});
const spans = spansOf(origin, {
  delivery: "otlp-http",
  serviceName: "shop",
  sampled: 1,
  names: ["GET /cart", "SELECT"],
  attributes: ["http.route"],
});

test("lines are narrowed by fields, levels and texts, one after the other", () => {
  const some = logs
    .where({ level: ["error", "critical"] })
    .containing("died")
    .where({ type: "timeout" });
  expect(some.contains).toEqual(["died"]);
  expect(some.matchers).toEqual([
    { label: "level", operator: "=~", value: "error|critical" },
    { label: "type", operator: "=", value: "timeout" },
  ]);
  expect([logs.matchers, logs.contains]).toEqual([[], []]);
});

test("the facts of logs can be narrowed again", () => {
  expect(logsFrom(logs.where({ type: "timeout" })).where({ level: "error" }).matchers).toHaveLength(2);
});

test("spans are narrowed by name, attribute, duration and status", () => {
  const some = spans
    .where({ name: "GET /cart", "http.route": { not: "/x" } })
    .slowerThan("2s")
    .withStatus("error");
  expect(some).toMatchObject({ longerThan: "2s", status: "error" });
  expect(some.matchers).toEqual([
    { label: "name", operator: "=", value: "GET /cart" },
    { label: "http.route", operator: "!=", value: "/x" },
  ]);
  expect(spans.matchers).toEqual([]);
});

test("`up` of a service is that of its own scrape job, not of its probes", () => {
  expect(watched(origin).up.matchers).toEqual([{ label: "job", operator: "=", value: "shop-api" }]);
  expect(watched(origin).probeSuccess.matchers).toEqual([]);
});

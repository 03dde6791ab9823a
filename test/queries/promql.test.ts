import { distribution, mean, quantile } from "../../queries/histogram";
import { printNumber, printQuery } from "../../queries/print";
import {
  absent,
  added,
  changes,
  delta,
  increase,
  increaseFromBirth,
  overTime,
  predicted,
  rate,
  ratio,
  renamed,
  since,
  total,
  value,
} from "../../queries/promql";
import { metrics as m } from "./shop";

const requests = rate(m.requests, "5m");
const depth = value(m.depth);

// The own selector of every query, so that each text below stays on a line.
const own = 'system="shop", service="api"';
const depths = `depth{${own}}`;

test.each([
  ["value", value(m.depth), depths],
  ["value of a part", value(m.depth.where({ queue: "mail" })), `depth{${own}, queue="mail"}`],
  ["value yesterday", value(m.depth, { offset: "1d" }), `${depths} offset 1d`],
  ["total", total(m.requests), `requests_total{${own}}`],
  ["rate", requests, `rate(requests_total{${own}}[5m])`],
  ["rate yesterday", rate(m.requests, "5m", { offset: "1d" }), `rate(requests_total{${own}}[5m] offset 1d)`],
  ["rate of a panel", rate(m.requests, "$__rate_interval"), `rate(requests_total{${own}}[$__rate_interval])`],
  [
    "rate of several values",
    rate(m.requests.where({ status: ["500", "502"] }), "5m"),
    `rate(requests_total{${own}, status=~"500|502"}[5m])`,
  ],
  [
    "rate of a pattern",
    rate(m.requests.where({ status: { notMatches: "5.." } }), "5m"),
    `rate(requests_total{${own}, status!~"5.."}[5m])`,
  ],
  [
    "rate below a bucket boundary",
    rate(m.duration.upTo(0.5), "5m"),
    `rate(duration_seconds_bucket{${own}, le="0.5"}[5m])`,
  ],
  [
    "rate below a whole boundary",
    rate(m.duration.upTo(1), "5m"),
    `rate(duration_seconds_bucket{${own}, le=~"1(\\\\.0)?"}[5m])`,
  ],
  ["increase", increase(m.requests, "1h"), `increase(requests_total{${own}}[1h])`],
  [
    "increase from birth",
    increaseFromBirth(m.requests, "1h"),
    `(requests_total{${own}} unless requests_total{${own}} offset 1h) or increase(requests_total{${own}}[1h])`,
  ],
  ["average over time", overTime("avg", m.depth, "1h"), `avg_over_time(${depths}[1h])`],
  ["presence over time", overTime("present", m.depth, "1h"), `present_over_time(${depths}[1h])`],
  ["delta", delta(m.depth, "1h"), `delta(${depths}[1h])`],
  ["changes", changes(m.depth, "1h"), `changes(${depths}[1h])`],
  ["prediction", predicted(m.depth, "6h", 86_400), `predict_linear(${depths}[6h], 86400)`],
  ["time since", since(m.started), `time() - started{${own}}`],
  ["absence", absent(m.depth.where({ queue: "mail" })), `absent(depth{${own}, queue="mail"})`],
  [
    "quantile",
    quantile(0.95, m.duration, "5m"),
    `histogram_quantile(0.95, sum by (le) (rate(duration_seconds_bucket{${own}}[5m])))`,
  ],
  [
    "quantile by a label",
    quantile(0.95, m.duration, "5m", "path"),
    `histogram_quantile(0.95, sum by (path, le) (rate(duration_seconds_bucket{${own}}[5m])))`,
  ],
  [
    "quantile of a native histogram",
    quantile(0.95, m.native, "5m"),
    `histogram_quantile(0.95, sum (rate(native_seconds{${own}}[5m])))`,
  ],
  ["distribution", distribution(m.duration, "5m"), `sum by (le) (rate(duration_seconds_bucket{${own}}[5m]))`],
  ["native distribution", distribution(m.native, "5m"), `sum (rate(native_seconds{${own}}[5m]))`],
  [
    "mean",
    mean(m.duration, "5m", "path"),
    `sum by (path) (rate(duration_seconds_sum{${own}}[5m])) / (sum by (path) (rate(duration_seconds_count{${own}}[5m])) > 0)`,
  ],
  [
    "ratio that survives nothing",
    ratio(value(m.depth), value(m.limit)),
    `(${depths} or (limit{${own}} * 0)) / (limit{${own}} > 0)`,
  ],
  [
    "renamed label",
    renamed(depth, "queue", "waits_in"),
    `label_replace(${depths}, "waits_in", "$1", "queue", "(.*)")`,
  ],
  [
    "sum of what may be missing",
    added(value(m.depth), value(m.limit)),
    `((${depths} + limit{${own}}) or ${depths}) or limit{${own}}`,
  ],
])("prints the %s", (_, query, text) => {
  expect(printQuery(query.expression)).toBe(text);
});

test.each([
  ["sum", depth.sum(), `sum (${depths})`],
  ["sum by", depth.sum("queue", "instance"), `sum by (queue, instance) (${depths})`],
  ["average", depth.avg("queue"), `avg by (queue) (${depths})`],
  ["maximum", depth.max("queue"), `max by (queue) (${depths})`],
  ["minimum", depth.min(), `min (${depths})`],
  ["count", depth.count("queue"), `count by (queue) (${depths})`],
  ["sum without", depth.sumWithout("queue"), `sum without (queue) (${depths})`],
  ["average without", depth.avgWithout("queue"), `avg without (queue) (${depths})`],
  ["maximum without", depth.maxWithout("queue"), `max without (queue) (${depths})`],
  ["minimum without", depth.minWithout("queue", "instance"), `min without (queue, instance) (${depths})`],
  ["largest", depth.topk(3), `topk (3, ${depths})`],
  ["addition", depth.plus(1), `${depths} + 1`],
  ["subtraction", depth.minus(value(m.limit)), `${depths} - limit{${own}}`],
  ["product", depth.times(100), `${depths} * 100`],
  ["quotient", depth.dividedBy(value(m.limit)), `${depths} / limit{${own}}`],
  ["above", depth.above(0.1), `${depths} > 0.1`],
  ["at least", depth.atLeast(5), `${depths} >= 5`],
  ["below", depth.below(5), `${depths} < 5`],
  ["at most", depth.atMost(5), `${depths} <= 5`],
  ["equals", depth.equals(0), `${depths} == 0`],
  ["differs from", depth.differsFrom(0), `${depths} != 0`],
  ["above another", depth.aboveThat(value(m.limit)), `${depths} > limit{${own}}`],
  ["and", depth.above(1).and(value(m.limit).below(9)), `(${depths} > 1) and (limit{${own}} < 9)`],
  [
    "and on a label",
    depth.above(1).and(value(m.started), { on: ["instance"] }),
    `(${depths} > 1) and on (instance) started{${own}}`,
  ],
  ["unless", depth.unless(value(m.limit)), `${depths} unless limit{${own}}`],
  [
    "condition with its details",
    depth
      .sum("queue")
      .above(1)
      .detailedBy(value(m.limit), { on: ["queue"] }),
    `limit{${own}} * 0 + on (queue) group_left () (sum by (queue) (${depths}) > 1)`,
  ],
])("prints the %s", (_, query, text) => {
  expect(printQuery(query.expression)).toBe(text);
});

test.each([
  ["a sum is multiplied as a whole", depth.plus(1).times(2), `(${depths} + 1) * 2`],
  ["a product needs no help in a sum", depth.times(2).plus(1), `${depths} * 2 + 1`],
  ["a chain is read from the left", depth.minus(1).minus(2), `${depths} - 1 - 2`],
  [
    "what is subtracted as a whole keeps its brackets",
    depth.minus(value(m.limit).minus(1)),
    `${depths} - (limit{${own}} - 1)`,
  ],
  ["a comparison shows its sides", depth.plus(1).above(2), `(${depths} + 1) > 2`],
  [
    "`or` binds looser than `and`",
    depth.or(value(m.limit)).and(value(m.started)),
    `(${depths} or limit{${own}}) and started{${own}}`,
  ],
])("%s", (_, query, text) => {
  expect(printQuery(query.expression)).toBe(text);
});

test.each([
  [1 - 0.999, "0.001"],
  [0.1 + 0.2, "0.3"],
  [14.4 * 0.001, "0.0144"],
  [86_400, "86400"],
  [1e21, "1e+21"],
  [1e-7, "1e-7"],
  [-1.5, "-1.5"],
  [-0, "0"],
  [Number.POSITIVE_INFINITY, "+Inf"],
  [Number.NEGATIVE_INFINITY, "-Inf"],
])("prints the number %d as %s", (number, text) => {
  expect(printNumber(number)).toBe(text);
});

test("a query knows its unit", () => {
  const measures = [
    requests,
    rate(m.duration.sum, "5m"),
    quantile(0.95, m.duration, "5m"),
    ratio(depth, value(m.limit)),
    depth.dividedBy(value(m.limit)).in("percent"),
    since(m.started),
    increase(m.requests, "1h").sum(),
    changes(m.started, "1h"),
    requests.count(),
  ].map(({ measure }) => measure);
  expect(measures).toEqual([
    "count/s",
    "seconds/s",
    "seconds",
    "ratio",
    "percent",
    "seconds",
    "count",
    "count",
    "count",
  ]);
});

test("a condition knows its threshold in the unit of its query, absence has none", () => {
  expect(quantile(0.95, m.duration, "5m").above(2).threshold).toEqual({
    comparison: ">",
    value: 2,
    measure: "seconds",
  });
  expect(depth.below(5).and(value(m.limit)).threshold).toEqual({
    comparison: "<",
    value: 5,
    measure: "count",
  });
  expect(absent(m.depth).threshold).toBeUndefined();
});

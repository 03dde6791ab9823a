import { defineService } from "../../declaration/define-service";
import { budgetProblems, labelLimit, sampleLimit, seriesBound } from "../../declaration/series-budget";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { origin, shop } from "../simulator/fixture";

const http = { method: ["GET", "POST"], route: upTo(300, "/orders"), status: ["200", "404", "500"] } as const;
const buckets = [0.1, 0.5, 1, 2, 5, 10];
const wide = metricsOf(origin, ({ counter, histogram }) => ({
  requests: counter("http_requests_total", { help: "Requests.", labels: http }),
  duration: histogram("http_request_duration_seconds", { help: "Duration.", labels: http, buckets }),
}));
const red = { requests: [wide.requests], errors: [], duration: wide.duration, by: [] };

test("adds up the bounds of all metrics", () => {
  expect(seriesBound({ metrics: wide })).toBe(1800 + 1800 * 9);
});

test("refuses what may have more series than its budget, and names the metric and the label", () => {
  const spec = { ...shop(), metrics: wide, red };
  expect(budgetProblems("shop/shop-api", spec)).toEqual([
    {
      place: "shop/shop-api, metric http_request_duration_seconds",
      problem:
        'has most of its service\'s 18000 series (16200), the budget is 10000; its label "route" alone has 300 values',
      fix: 'bound "route" lower, say with atMost how many combinations there are when labels depend on one another, or raise seriesBudget',
    },
  ]);
  expect(() => defineService({ ...spec, behaviour: { operations: [] }, faults: {} })).toThrow(
    "the budget is 10000",
  );
});

test("takes it with a larger budget, and with labels that are tied to one another", () => {
  expect(budgetProblems("shop/shop-api", { ...shop(), metrics: wide, seriesBudget: 18_000 })).toEqual([]);
  const tied = metricsOf(origin, ({ histogram }) => ({
    duration: histogram("seconds", { help: "Duration.", labels: http, buckets, atMost: 600 }),
  }));
  expect(budgetProblems("shop/shop-api", { ...shop(), metrics: tied })).toEqual([]);
});

test("a scrape may bring what is declared, and what libraries add of their own", () => {
  const service = shop();
  expect(seriesBound(service)).toBe(10 * 20 + 200 * 5 + 1 + 2 + 1);
  expect(sampleLimit(service)).toBe(1204 + 250);
  // Seven of a library's build information, six of the stack, the name and the bucket.
  expect(labelLimit(service)).toBe(7 + 6 + 2);
  const nine = Object.fromEntries(["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((name) => [name, ["x"]]));
  const metrics = metricsOf(origin, ({ counter }) => ({ wide: counter("w", { help: "W.", labels: nine }) }));
  expect(labelLimit({ ...service, metrics })).toBe(9 + 6 + 2);
});

test("of belfry's own servers little is declared: their budget is the limit", () => {
  expect(sampleLimit({ ...shop(), stack: true, seriesBudget: 5000 })).toBe(5000);
});

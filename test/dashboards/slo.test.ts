import { onCallPages } from "../../dashboards/on-call";
import type { Page } from "../../dashboards/page";
import { sloOverviewPages } from "../../dashboards/slo-overview";
import { sloPages } from "../../dashboards/slo-service";
import { statusPages } from "../../dashboards/status";
import { questionText } from "../../dashboards/target";
import { availability } from "../../declaration/slo";
import { metrics as m, shop } from "./shop";

const promise = availability({
  objective: 0.999,
  bad: [m.crashes],
  total: [m.requests],
  description: "Requests that do not fail.",
  spentUnder: { fast: ["errors"] },
});
const promising = shop({ slos: [promise] });
const own = `system="shop", service="api", slo="availability"`;

function texts([page]: readonly Page[], title: string): Record<string, string> {
  const panel = page?.rows.flatMap(({ panels }) => [...panels]).find((one) => one.title === title);
  return Object.fromEntries(
    Object.entries(panel?.queries ?? {}).map(([legend, query]) => [legend, questionText(query, [])]),
  );
}

const whole = `max (belfry:error_ratio:rate30d{${own}})`;
const left = `${whole} / 0.001 * -1 + 1`;

test("a promise is told by what is kept, what is left, how long that lasts and how fast it burns", () => {
  const page = sloPages(promising);
  expect(page[0]?.rows.map(({ title, panels }) => [title, panels.map((one) => one.title)])).toEqual([
    [
      "availability: 99.9% over 30 days",
      ["Kept", "Budget left", "Budget lasts", "Bad events", "Burn rate", "Budget over time"],
    ],
  ]);
  expect(texts(page, "Kept")).toEqual({ kept: `${whole} * -1 + 1` });
  expect(texts(page, "Budget left")).toEqual({ left });
  expect(texts(page, "Budget lasts")).toEqual({
    lasts: `clamp_min(${left}, 0) * 2592000 / ((max (belfry:error_ratio:rate1h{${own}}) / 0.001) > 0)`,
  });
  expect(texts(page, "Bad events")).toEqual({
    bad: `sum (belfry:errors:rate5m{${own}}) / (sum (belfry:events:rate5m{${own}}) > 0)`,
  });
});

test("each window's burn rate says at which rate its alert fires", () => {
  expect(Object.keys(texts(sloPages(promising), "Burn rate"))).toEqual([
    "1h, alert at 14.4",
    "6h, alert at 6",
    "1d, alert at 3",
    "3d, alert at 1",
  ]);
});

test("what is worse is said: a promise is broken below its objective, and without a budget", () => {
  const judged = sloPages(promising)[0]?.rows.flatMap(({ panels }) =>
    panels.flatMap(({ title, threshold, worse }) => (worse ? [[title, worse, threshold]] : [])),
  );
  expect(judged).toEqual([
    ["Kept", "below", 0.999],
    ["Budget left", "below", 0],
  ]);
});

test("a service that promises nothing has no such dashboard", () => {
  expect(sloPages(shop())).toEqual([]);
  expect(sloOverviewPages([shop()])).toEqual([]);
});

test("all promises are on one page, and a click opens the one", () => {
  const [page] = sloOverviewPages([promising, shop()]);
  const [tile] = page?.rows.flatMap(({ panels }) => [...panels]) ?? [];
  expect(tile?.title).toBe("api availability 99.9%");
  expect(tile?.links?.[0]?.url).toContain(`/d/${sloPages(promising)[0]?.uid}?`);
});

test("the status page shows who is there, who was, and what is kept", () => {
  const page = statusPages([promising]);
  expect(page[0]?.rows.map(({ panels }) => panels.map(({ title }) => title))).toEqual([
    ["Now and before", "There", "api availability"],
  ]);
  expect(texts(page, "There")).toEqual({
    api: `min (avg_over_time(up{system="shop", service="api", job="api"}[$__range]))`,
  });
});

test("on-call quality is asked of all services of a team at once, whatever their alerts", () => {
  const page = onCallPages([promising]);
  const firing = `ALERTS{system="shop", service="api", alertstate="firing"}`;
  expect(texts(page, "Firing now")).toEqual({ sales: `count (${firing})` });
  const minutes = `sum by (system, service, alertname) (count_over_time(${firing.slice(0, -1)}}[1d:1m]))`;
  expect(texts(page, "Loudest alerts")).toEqual({ Minutes: `topk (10, ${minutes})` });
  const begun = `sum by (system, service, alertname) (changes(ALERTS_FOR_STATE{system="shop", service="api"}[1d]))`;
  expect(texts(page, "Slowest to mend")).toEqual({ Minutes: `topk (10, ${minutes} / (${begun} + 1))` });
  expect(texts(page, "Gone without action")).toEqual({
    brief: `(count (${minutes} < 5) or (count (${minutes}) * 0)) / (count (${minutes}) > 0)`,
  });
});

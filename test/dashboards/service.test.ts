import type { Page } from "../../dashboards/page";
import { servicePage } from "../../dashboards/service";
import { questionText } from "../../dashboards/target";
import { alert } from "../../declaration/alert";
import { broken, failing } from "../../declaration/fault";
import { value } from "../../queries/promql";
import { logs, metrics as m, shop, spans } from "./shop";

const settings = { runbookBase: "https://runbooks.example.org" };
const own = 'system="shop", service="api"';

const runbook = { meaning: "M.", impact: "I.", diagnosis: ["D."], mitigation: ["R."] } as const;
const texts = { summary: () => "s", description: () => "d", runbook, severity: "warning" } as const;
const waiting = alert("Waiting", { ...texts, when: value(m.depth).above(5), firesUnder: ["errors"] });
const heartbeat = alert("Alive", {
  ...texts,
  when: value(m.depth).atLeast(0),
  firesUnder: [],
  class: "heartbeat",
});

/** Titles of the panels by row. */
function outline(page: Page): Record<string, readonly string[]> {
  return Object.fromEntries(
    page.rows.map(({ title, panels }) => [title, panels.map((panel) => panel.title)]),
  );
}

function textsOf(page: Page, title: string): Record<string, string> {
  const panel = page.rows.flatMap(({ panels }) => [...panels]).find((one) => one.title === title);
  return Object.fromEntries(
    Object.entries(panel?.queries ?? {}).map(([legend, query]) => [legend, questionText(query, [])]),
  );
}

test("a service is read from its state to the reasons", () => {
  const health = [{ name: "ready", path: "/ready", body: () => ({}) }];
  expect(outline(servicePage(shop({ logs, spans, health, alerts: [waiting] }), settings))).toEqual({
    State: ["Processes", "Probes", "Firing alerts"],
    Rate: ["Requests", "Requests by route", "Requests by status"],
    Errors: ["Error ratio", "Errors by route"],
    Duration: ["Duration", "p95 by route", "Distribution"],
    "Traces and logs": ["Traces", "Failed traces", "Lines by level", "Error lines"],
  });
});

test("what a service does not send has no row", () => {
  const { red: _, ...quiet } = shop();
  expect(outline(servicePage(quiet, settings))).toEqual({ State: ["Processes", "Firing alerts"] });
});

test("errors of several counters are added, also while one has no series", () => {
  const failed = `sum by (route) (rate(requests_total{${own}, status="500"}[$__rate_interval]))`;
  const died = `sum by (route) (rate(crashes_total{${own}}[$__rate_interval]))`;
  expect(textsOf(servicePage(shop(), settings), "Errors by route")).toEqual({
    "{{route}}": `((${failed} + ${died}) or ${failed}) or ${died}`,
  });
});

test("the error ratio is 0 without errors, and silent without requests", () => {
  const red = { requests: [m.requests], errors: [m.crashes], by: [] };
  const requests = `sum (rate(requests_total{${own}}[$__rate_interval]))`;
  const died = `sum (rate(crashes_total{${own}}[$__rate_interval]))`;
  expect(textsOf(servicePage(shop({ red }), settings), "Error ratio")).toEqual({
    errors: `(${died} or (${requests} * 0)) / (${requests} > 0)`,
  });
});

test("slow is what a normal day's slowest operation rarely is", () => {
  const operation = { name: "GET /cart", method: "GET", route: "/cart", perSecond: 1 } as const;
  const page = servicePage(
    shop({
      spans,
      behaviour: { operations: [{ ...operation, latency: { p50: 0.1, p95: 0.25 } }] },
    }),
    settings,
  );
  expect(textsOf(page, "Slow traces")).toEqual({
    slow: '{ resource.service.name = "shop-api" && duration > 250ms }',
  });
});

test("panels that are empty on a good day name the fault under which they are not", () => {
  const faults = { cacheDown: broken("cache"), failing: failing(0.5, "500") };
  const health = [{ name: "ready", path: "/ready", checks: ["cache"], body: () => ({}) }];
  const page = servicePage(shop({ faults, health, logs, spans }), settings);
  const dataUnder = page.rows.flatMap(({ panels }) =>
    panels.flatMap((panel) => (panel.dataUnder ? [[panel.title, panel.dataUnder]] : [])),
  );
  expect(dataUnder).toEqual([
    ["Firing alerts", "cacheDown"],
    ["Errors by route", "failing"],
    ["Failed traces", "failing"],
    ["Error lines", "failing"],
  ]);
});

test("a firing alert leads to its runbook", () => {
  const page = servicePage(shop({ alerts: [waiting] }), settings);
  const [alerts] = page.rows.flatMap(({ panels }) => panels.filter(({ title }) => title === "Firing alerts"));
  expect(alerts?.links).toEqual([
    { title: "Runbook", url: `https://runbooks.example.org/shop/api/\${__data.fields.alertname}.md` },
  ]);
});

test("alerts fire by name and severity, the pending ones aside", () => {
  expect(textsOf(servicePage(shop({ alerts: [waiting] }), settings), "Firing alerts")).toEqual({
    Firing: `count by (alertname, severity) (ALERTS{${own}, alertstate="firing"})`,
  });
});

test("a heartbeat that fires is no news", () => {
  const firing = textsOf(servicePage(shop({ alerts: [waiting, heartbeat] }), settings), "Firing alerts");
  expect(firing).toEqual({
    Firing: `count by (alertname, severity) (ALERTS{${own}, alertstate="firing", alertname!="Alive"})`,
  });
});

import { dashboardFiles } from "../../dashboards/files";
import { overviewPage } from "../../dashboards/overview";
import { panel } from "../../declaration/board";
import { stackSystem } from "../../declaration/define-service";
import { value } from "../../queries/promql";
import { dashboardAt } from "./grafana";
import { metrics as m, shop } from "./shop";

const settings = { runbookBase: "https://runbooks.example.org" };
const { red: _, metrics: __, ...plain } = shop();
const bare = { ...plain, metrics: {} };
const named = (system: string, service: string, importance: "high" | "low" = "low") => ({
  ...bare,
  id: `${system}/${service}`,
  origin: { system, service },
  importance,
});

test("there is a row a system, the stack last, and in it the important services first", () => {
  const page = overviewPage([
    named(stackSystem, "prometheus"),
    named("zoo", "worker"),
    named("zoo", "zebra", "high"),
    named("alpha", "api"),
  ]);
  expect(page.rows.map(({ title, panels }) => [title, panels.map((one) => one.title)])).toEqual([
    ["alpha", ["api", "Firing alerts"]],
    ["zoo", ["zebra", "worker", "Firing alerts"]],
    [stackSystem, ["prometheus", "Firing alerts"]],
  ]);
});

test("a service is one panel: state, requests, errors, p95, and a click opens its dashboard", () => {
  const files = dashboardFiles([shop()], settings);
  const tile = dashboardAt(files, "overview.json").panels[1];
  expect(tile?.targets.map(({ legendFormat }) => legendFormat)).toEqual([
    "state",
    "requests",
    "errors",
    "p95",
  ]);
  const { uid } = dashboardAt(files, "shop/api.json");
  expect(tile?.fieldConfig?.defaults.links?.map(({ url }) => url)).toEqual([
    `/d/${uid}?\${__url_time_range}&\${__all_variables}`,
  ]);
});

test("a service that is not scraped is as well as its probes", () => {
  const health = [{ name: "ready", path: "/ready", body: () => ({}) }];
  const [row] = overviewPage([{ ...bare, delivery: { by: "none" }, health }]).rows;
  expect(row?.panels.map(({ title, queries }) => [title, Object.keys(queries)])).toEqual([
    ["api", ["state"]],
    ["Firing alerts", ["api"]],
  ]);
});

test("the frozen uids stand", () => {
  const board = {
    title: "Stock",
    description: "Shows.",
    rows: [{ title: "R", panels: [panel("P", "S.", { d: value(m.depth) })] }],
  } as const;
  const files = dashboardFiles([shop({ boards: [board] })], settings);
  expect(Object.keys(files).map((path) => [path, dashboardAt(files, path).uid])).toEqual([
    ["overview.json", "belfry-overview-3fd6af35e74b0c04e1b1"],
    ["status.json", "belfry-overview-fab99c83786dc984e8d5"],
    ["on-call.json", "belfry-overview-f08f7e7e49d88cc150a0"],
    ["shop/api.json", "belfry-service-ec7007476be47613c511"],
    ["shop/api-stock.json", "belfry-board-f28ae4ac1f892205c0a3"],
  ]);
});

test("two boards that would share a file are refused by name", () => {
  const board = (title: string) =>
    ({
      title,
      description: "Shows.",
      rows: [{ title: "R", panels: [panel("P", "S.", { d: value(m.depth) })] }],
    }) as const;
  expect(() => dashboardFiles([shop({ boards: [board("Stock"), board("stock!")] })], settings)).toThrow(
    'dashboard "api: stock!": would be a second shop/api-stock.json\n  fix: give the board another title',
  );
});

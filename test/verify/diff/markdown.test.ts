import { diffMarkdown } from "../../../verify/diff/markdown";
import { alertsSent, groupsIn } from "../../../verify/diff/shipped";

const nothing = { alerts: [], panels: [], routes: [], notReplayed: [] };

test("says at once that nothing is otherwise", () => {
  expect(diffMarkdown("main", nothing)).toBe("Nothing that is shipped behaves otherwise than at `main`.\n");
});

test("names each change with what it does", () => {
  const alerts = [{ subject: "shop/api/Down", effects: ["its expr changed", "errors: no longer fires"] }];
  expect(
    diffMarkdown("v1", { ...nothing, alerts, notReplayed: ["rules over logs of shop/api"] }).split("\n"),
  ).toEqual([
    "## What behaves otherwise than at `v1`",
    "",
    "### Alerts (1)",
    "",
    "- **shop/api/Down**",
    "  - its expr changed",
    "  - errors: no longer fires",
    "",
    "### Changed, but not replayed",
    "",
    "- rules over logs of shop/api",
    "",
  ]);
});

test("counts what would make a list too long", () => {
  const routes = Array.from({ length: 103 }, (_, i) => ({ subject: `a${i}`, effects: ["now goes to b"] }));
  expect(diffMarkdown("v1", { ...nothing, routes })).toContain("- … and 3 more");
});

const file = `
groups:
  - name: shop/api
    rules:
      - {alert: Down, expr: up == 0, labels: {severity: critical}}
      - {record: belfry:a, expr: up}
`;

test("alerts are sent with the labels of their rule and of their place", () => {
  const state = {
    rules: { "a.yaml": file },
    logRules: {},
    dashboards: {},
    routing: "",
    place: { cluster: "eu1" },
  };
  expect(groupsIn(state.rules).get("shop/api")?.rules).toHaveLength(2);
  expect(alertsSent(state)).toEqual([
    { id: "shop/api/Down", labels: { severity: "critical", cluster: "eu1", alertname: "Down" } },
  ]);
});

import { parse } from "yaml";
import { runbooksOf } from "../../alerts/runbooks";
import { alertsOf } from "../../alerts/target-missing";
import { loadCatalog } from "../../catalog";
import { dashboardFiles } from "../../dashboards/files";
import { deliveringReceivers, receiversFor } from "../../policy/model/routes";
import { contentToProve } from "../../scripts/verify/content";
import { syntaxErrors } from "../queries/grammar";

// What the rule files, routes and dashboards of the whole catalog must have, read from what is shipped.

const services = loadCatalog();
const content = contentToProve(services);
const routes = parse(content.routing);

interface ShippedRule {
  readonly alert?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
const shipped: readonly (readonly [string, ShippedRule])[] = Object.values({
  ...content.rules,
  ...Object.fromEntries(Object.entries(content.logRules).map(([file, text]) => [`logs ${file}`, text])),
})
  .flatMap((text): ShippedRule[] =>
    parse(text).groups.flatMap(({ rules }: { rules: ShippedRule[] }) => rules),
  )
  .filter(({ alert }) => alert !== undefined)
  .map((rule) => [`${rule.labels.system}/${rule.labels.service}/${rule.alert}`, rule]);

const settings = {
  environment: "local",
  cluster: "local",
  grafanaUrl: "http://grafana.invalid",
  runbookBase: "http://runbooks.invalid",
};
const files = dashboardFiles(services, { ...settings, runbooks: runbooksOf(services, settings) });
const dashboards = Object.entries(files).map(([file, text]) => [file, JSON.parse(text)] as const);
const uids = new Set(dashboards.map(([, { uid }]) => uid));
const teams = new Set(services.map(({ owner }) => owner.name));

test("every alert of the catalog is shipped", () => {
  const declared = services.flatMap((service) =>
    alertsOf(service).map(({ name }) => `${service.id}/${name}`),
  );
  expect(new Set(shipped.map(([id]) => id))).toEqual(new Set(declared));
});

test.each(shipped)("%s has an owner, a runbook, a dashboard and somebody who is told", (_, rule) => {
  const { labels, annotations, alert = "" } = rule;
  const service = services.find(({ id }) => id === `${labels.system}/${labels.service}`);
  expect(labels.team).toBe(service?.owner.name);
  expect(Object.keys(content.runbooks)).toContain(
    annotations.runbook_url?.replace("http://runbooks.invalid/", ""),
  );
  for (const url of [annotations.dashboard_url, annotations.runbook_dashboard_url]) {
    expect(url).toMatch(/^http:\/\/grafana\.invalid\/d\//);
    expect(uids).toContain(url?.split("/").at(-1));
  }
  const told = receiversFor({ ...labels, ...content.place, alertname: alert }, routes);
  expect(told.filter((name) => name === "unrouted")).toEqual([]);
  expect(told.filter((name) => deliveringReceivers(routes).has(name)).length).toBeGreaterThan(0);
});

test.each(dashboards)("%s has an owner, choices that work and links that lead somewhere", (_, dashboard) => {
  const owners = dashboard.tags.filter((tag: string) => tag.startsWith("team:"));
  expect(owners).toHaveLength(1);
  expect(teams).toContain(owners[0].slice("team:".length));
  const questions = JSON.stringify(dashboard.panels);
  for (const { name, query } of dashboard.templating.list) {
    expect([name, questions.includes(`$${name}`)]).toEqual([name, true]);
    const [, selection] = /^label_values\((?:(.+), )?\w+\)$/.exec(query) ?? [];
    expect([query, /^label_values\(/.test(query)]).toEqual([query, true]);
    if (selection) expect([selection, syntaxErrors("promql", selection)]).toEqual([selection, []]);
  }
  const linked = [...JSON.stringify(dashboard).matchAll(/"url":"\/d\/([\w-]+)/g)].map(([, uid]) => uid);
  expect(linked.filter((uid) => !uids.has(uid))).toEqual([]);
  const runbooks = [...JSON.stringify(dashboard).matchAll(/http:\/\/runbooks\.invalid\/([^"${}]+)\.md"/g)];
  expect(runbooks.filter(([, path]) => !(`${path}.md` in content.runbooks))).toEqual([]);
});

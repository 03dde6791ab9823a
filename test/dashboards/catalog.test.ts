import { ruleFiles } from "../../alerts/rules";
import { alertsOf } from "../../alerts/target-missing";
import { loadCatalog } from "../../catalog";
import { dashboardFiles, pages } from "../../dashboards/files";
import type { Page, PagePanel } from "../../dashboards/page";
import { refIdOf } from "../../dashboards/panel";
import { questionText } from "../../dashboards/target";
import { syntaxErrors } from "../queries/grammar";
import type { GrafanaDashboard, GrafanaPanel } from "./grafana";
import { dashboardAt, isPanel, targetText } from "./grafana";

const services = loadCatalog();
const runbooks = services.flatMap((service) =>
  alertsOf(service).map((alert) => ({ service, alert, markdown: `# ${alert.name}` })),
);
const settings = { runbookBase: "https://runbooks.example.org", runbooks };
const asked = pages(services, settings);
const files = dashboardFiles(services, settings);
const pairs = asked.map((page): [string, Page, GrafanaDashboard] => [
  page.file,
  page,
  dashboardAt(files, page.file),
]);
const questions = (page: Page): readonly PagePanel[] => page.rows.flatMap(({ panels }) => [...panels]);
const panelsOf = (dashboard: GrafanaDashboard): readonly GrafanaPanel[] =>
  dashboard.panels.filter((panel) => isPanel(panel) && panel.type !== "text");

function overlap({ gridPos: a }: GrafanaPanel, { gridPos: b }: GrafanaPanel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

test("every service, board and alert has a dashboard, every promise and server one more, and five are about all", () => {
  const boards = services.flatMap((service) => service.boards ?? []);
  const promising = services.filter(({ slos }) => slos?.length);
  const servers = services.filter(({ stack }) => stack);
  const each = [services, boards, runbooks, promising, servers].map(({ length }) => length);
  expect(Object.keys(files)).toHaveLength(each.reduce((sum, length) => sum + length, 5));
  expect(Object.keys(files)).toEqual(asked.map(({ file }) => file));
});

test("uids are unique and no longer than Grafana allows", () => {
  const uids = asked.map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids.filter((uid) => uid.length > 40)).toEqual([]);
});

test("what is in a folder fits into a ConfigMap of Kubernetes", () => {
  const bytes = new Map<string, number>();
  for (const [file, text] of Object.entries(files)) {
    const folder = file.split("/").slice(0, -1).join("/");
    bytes.set(folder, (bytes.get(folder) ?? 0) + Buffer.byteLength(text));
  }
  expect([...bytes].filter(([, size]) => size > 2 ** 20)).toEqual([]);
});

test("titles are unique within a folder", () => {
  const places = asked.map(({ file, title }) => `${file.split("/").slice(0, -1).join("/")}: ${title}`);
  expect(new Set(places).size).toBe(places.length);
});

test("the same declarations give the same bytes", () => {
  expect(dashboardFiles(loadCatalog(), settings)).toEqual(files);
});

describe.each(pairs)("%s", (_, page, dashboard) => {
  test("has the settings of all dashboards", () => {
    expect(dashboard).toMatchObject({
      uid: page.uid,
      title: page.title,
      description: page.description,
      editable: false,
      graphTooltip: 1,
      timezone: "browser",
      refresh: "30s",
      schemaVersion: 42,
    });
  });

  test("shows each question under its title and description, with a unit where it has a measure", () => {
    const numbers = (panel: PagePanel) => Object.values(panel.queries).some((query) => "measure" in query);
    expect(
      panelsOf(dashboard).map(({ title, description, fieldConfig }) => [
        title,
        description,
        fieldConfig?.defaults.unit !== undefined,
      ]),
    ).toEqual(questions(page).map((panel) => [panel.title, panel.description, numbers(panel)]));
    expect(panelsOf(dashboard).filter(({ description }) => !description?.endsWith("."))).toEqual([]);
  });

  test("asks exactly what was declared, with the variables in it", () => {
    expect(
      panelsOf(dashboard).map(({ targets }) => targets.map((target) => [target.refId, targetText(target)])),
    ).toEqual(
      questions(page).map(({ queries }) =>
        Object.values(queries).map((query, index) => [refIdOf(index), questionText(query, page.variables)]),
      ),
    );
    expect(panelsOf(dashboard).filter(({ targets }) => targets.length === 0)).toEqual([]);
  });

  test("asks what the official grammars understand, and uses no variable that it does not have", () => {
    const names = page.variables.map(({ name }) => name);
    for (const { queries } of questions(page)) {
      for (const query of Object.values(queries)) {
        const language = query.language === "loglines" ? "logql" : query.language;
        const text = questionText(query, page.variables);
        expect([text, syntaxErrors(language, text.replaceAll(/"\$(\w+)"/g, '".*"'))]).toEqual([text, []]);
        // `$1` is label_replace's: no variable bears a number, so Grafana leaves it.
        const used = [...text.matchAll(/\$([a-zA-Z_]\w*)/g)].map(([, name]) => name);
        expect(used.filter((name) => !name?.startsWith("__") && !names.includes(name ?? ""))).toEqual([]);
      }
    }
  });

  test("leaves no row empty and lets no panel overlap another or leave the grid", () => {
    expect(page.rows.filter(({ panels }) => panels.length === 0)).toEqual([]);
    const outside = dashboard.panels.filter(
      ({ gridPos: { x, w, h } }) => x < 0 || x + w > 24 || w < 1 || h < 1,
    );
    expect(outside.map(({ title }) => title)).toEqual([]);
    const overlaps = dashboard.panels.flatMap((one, index) =>
      dashboard.panels
        .slice(index + 1)
        .flatMap((other) => (overlap(one, other) ? [[one.title, other.title]] : [])),
    );
    expect(overlaps).toEqual([]);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("links only to dashboards that exist, and keeps time and variables", () => {
    const uids = new Set(asked.map(({ uid }) => uid));
    const tags = new Set(asked.flatMap((other) => [...other.tags]));
    const panelLinks = panelsOf(dashboard).flatMap(({ fieldConfig }) => fieldConfig?.defaults.links ?? []);
    for (const link of [...dashboard.links, ...panelLinks]) {
      expect(link).toMatchObject({ includeVars: true, keepTime: true });
      if (link.type === "dashboards") expect(link.tags.filter((tag) => !tags.has(tag))).toEqual([]);
      else if (!link.url?.startsWith(settings.runbookBase)) {
        expect(uids).toContain(
          /^\/d\/([\w-]+)(\?\$\{__url_time_range\}&\$\{__all_variables\})?$/.exec(link.url ?? "")?.[1],
        );
      }
    }
  });

  test("reads only the data sources that are provisioned", () => {
    const known = ["belfry-prometheus", "belfry-loki", "belfry-tempo"];
    const sources = panelsOf(dashboard).flatMap(({ targets }) =>
      targets.map(({ datasource }) => datasource.uid),
    );
    expect(sources.filter((uid) => !known.includes(uid))).toEqual([]);
    expect(dashboard.templating.list.map(({ datasource }) => datasource.uid)).toEqual(
      page.variables.map(() => "belfry-prometheus"),
    );
  });
});

const linksOf = (file: string) => asked.find((page) => page.file === file)?.links.map(({ uid }) => uid) ?? [];
const uidOf = (file: string) => asked.find((page) => page.file === file)?.uid;

test("every service is reached from the overview, and every board, promise and server from its service", () => {
  const reached = panelsOf(dashboardAt(files, "overview.json")).flatMap(({ fieldConfig }) =>
    (fieldConfig?.defaults.links ?? []).map(({ url }) => /^\/d\/([\w-]+)/.exec(url ?? "")?.[1]),
  );
  const servicePages = asked.filter(({ file }) => services.some(({ id }) => file === `${id}.json`));
  expect(new Set(reached)).toEqual(new Set(servicePages.map(({ uid }) => uid)));
  const linked = [
    ...servicePages.flatMap(({ links }) => links.map(({ uid }) => uid)),
    ...linksOf("overview.json"),
  ];
  const others = asked.filter(
    (page) => page.file !== "overview.json" && page.text === undefined && !servicePages.includes(page),
  );
  expect(others.filter(({ uid }) => !linked.includes(uid)).map(({ file }) => file)).toEqual([]);
});

test("every runbook is in the menu of its service, beside what it is about", () => {
  for (const { service, alert } of runbooks) {
    const file = `${service.origin.system}-runbooks/${service.origin.service}.${alert.name}.json`;
    const menu = dashboardAt(files, `${service.id}.json`).links.find(({ title }) => title === "Runbooks");
    expect(asked.find((page) => page.file === file)?.tags).toContain(menu?.tags?.[0]);
    expect(linksOf(file)).toContain(uidOf(`${service.id}.json`));
    const [text] = dashboardAt(files, file).panels.filter((panel) => isPanel(panel) && panel.type === "text");
    expect(text?.options).toEqual({ mode: "markdown", content: `# ${alert.name}` });
  }
});

test("an alert links to its runbook's dashboard", () => {
  const places = { environment: "e", cluster: "c", grafanaUrl: "https://g" };
  const rules = ruleFiles(services, { ...settings, ...places })["pulsecal.pulsecal-api.yaml"];
  const uid = uidOf("pulsecal-runbooks/pulsecal-api.HighErrorRate.json");
  expect(rules).toContain(`runbook_dashboard_url: https://g/d/${uid}\n`);
});

test("the alerts of promises link to the dashboard of the promises", () => {
  const { origin } = services.find(({ id }) => id === "pulsecal/pulsecal-api") ?? {};
  const rules = ruleFiles(services, { ...settings, environment: "e", cluster: "c", grafanaUrl: "https://g" });
  expect(rules["pulsecal.pulsecal-api.slo.yaml"]).toContain(
    `dashboard_url: https://g/d/${uidOf(`${origin?.system}/${origin?.service}.slo.json`)}\n`,
  );
});

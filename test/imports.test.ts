import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { loadCatalog } from "../catalog";
import { importedContent } from "../imports";

const folder = mkdtempSync(join(tmpdir(), "belfry-imports-"));
afterAll(() => rmSync(folder, { recursive: true }));
const services = loadCatalog();
const service = "pulsecal/pulsecal-api";

/** Writes the files into a folder of their own and takes it along. */
function take(files: Readonly<Record<string, string>>, of = service) {
  const own = mkdtempSync(join(folder, "team-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(own, name, ".."), { recursive: true });
    writeFileSync(join(own, name), text);
  }
  return importedContent([{ folder: own, service: of }], services);
}

function rules(alert: object): string {
  return JSON.stringify({ groups: [{ name: "old", rules: [alert] }] });
}

const sound = { alert: "QueueOld", expr: "queue_depth > 5", labels: { severity: "warning" } };
const board = {
  ...{ id: 7, title: "Old board", tags: ["mine"], __inputs: [{ name: "DS" }] },
  panels: [
    {
      title: "Rate",
      datasource: { type: "prometheus", uid: "P1809F7CD0C75ACF3" },
      targets: [{ expr: 'sum(rate(http_requests_total{job="$job"}[$__rate_interval]))', refId: "A" }],
    },
    {
      title: "Lines",
      datasource: { type: "loki", uid: "x" },
      targets: [{ expr: '{service="pulsecal-api"} |= "$text"' }],
    },
  ],
};

describe("rules that a team already has", () => {
  test("come along with the owner's labels, by which the routes lead to the team", () => {
    const { rules: files } = take({ "alerts/queues.yaml": rules(sound) });
    expect(Object.keys(files)).toEqual(["pulsecal.pulsecal-api-imported-alerts-queues.yaml"]);
    const [group] = parse(Object.values(files)[0] ?? "").groups;
    expect(group.name).toMatch(/^pulsecal\/pulsecal-api:imported:.*queues\.yaml:old$/);
    expect(group.rules).toEqual([
      {
        ...sound,
        labels: { severity: "warning", system: "pulsecal", service: "pulsecal-api", team: "pulsecal" },
      },
    ]);
  });

  test("come out of a PrometheusRule as out of a rule file", () => {
    const object = JSON.stringify({ kind: "PrometheusRule", spec: JSON.parse(rules(sound)) });
    const { rules: files } = take({ "rule.yml": object });
    expect(parse(Object.values(files)[0] ?? "").groups[0].rules[0].alert).toBe("QueueOld");
  });

  test.each([
    [
      "a query that is no PromQL",
      { ...sound, expr: "sum(rate(x[5m])" },
      /queues\.yaml, group old, QueueOld: its query is no PromQL at \d+/,
    ],
    [
      "a severity that no route knows",
      { ...sound, labels: { severity: "page" } },
      /has the severity page, by which nobody is told\n {2}fix: label it with severity: critical, warning, info/,
    ],
    ["no severity", { ...sound, labels: {} }, /has the severity \(none\)/],
    [
      "a name that the service declares",
      { ...sound, alert: "HighErrorRate" },
      /HighErrorRate is an alert that pulsecal\/pulsecal-api declares/,
    ],
    [
      "another owner",
      { ...sound, labels: { severity: "info", team: "others" } },
      /has the label team="others", and its owner's is "pulsecal"/,
    ],
    ["a recorded name of belfry's", { record: "belfry:x", expr: "1" }, /belfry:x is a name of belfry's/],
    ["neither alert nor record", { expr: "1" }, /neither an alert nor a recording/],
  ])("are refused for %s, by file, group and rule", (_what, rule, message) => {
    expect(() => take({ "queues.yaml": rules(rule) })).toThrow(message);
  });

  test.each([
    ["text that is no YAML", "groups: ["],
    ["two documents", "a: 1\n---\nb: 2\n"],
  ])("are refused for %s, by the file", (_what, text) => {
    expect(() => take({ "queues.yaml": text })).toThrow(/queues\.yaml: is no YAML of one document: /);
  });

  test("are refused where the file holds none", () => {
    expect(() => take({ "values.yaml": "replicas: 3" })).toThrow(/values\.yaml: holds no rules/);
  });
});

describe("dashboards that a team already has", () => {
  test("come along with the owner's tags and belfry's data sources, in the system's folder", () => {
    const { dashboards } = take({ "old.json": JSON.stringify(board) });
    const text = dashboards["pulsecal/pulsecal-api-imported-old.json"] ?? "{}";
    const made = JSON.parse(text);
    expect(made).toMatchObject({
      title: "Old board",
      uid: expect.stringMatching(/^belfry-board-[0-9a-f]{20}$/),
    });
    expect(made.tags).toEqual(["mine", "system:pulsecal", "service:pulsecal-api", "team:pulsecal"]);
    expect(made.panels.map(({ datasource }: { datasource: { uid: string } }) => datasource.uid)).toEqual([
      "belfry-prometheus",
      "belfry-loki",
    ]);
    expect(made).not.toHaveProperty("id");
    expect(text).not.toContain("__inputs");
  });

  test.each([
    ["text that is no JSON", "{", /old\.json: is no JSON/],
    ["JSON that is no dashboard", '{"a":1}', /is no dashboard: it has no title or no panels/],
    [
      "a uid that Grafana refuses",
      JSON.stringify({ ...board, uid: "u".repeat(41) }),
      /has a uid of 41 characters/,
    ],
    [
      "a query that nobody understands",
      JSON.stringify({ ...board, panels: [{ title: "Rate", targets: [{ expr: "sum(rate(x[5m])" }] }] }),
      /old\.json, panel Rate: its query is no PromQL at \d+/,
    ],
  ])("are refused for %s", (_what, text, message) => {
    expect(() => take({ "old.json": text })).toThrow(message);
  });

  test("are refused when two have one uid", () => {
    const twin = JSON.stringify({ ...board, uid: "one" });
    expect(() => take({ "a.json": twin, "b.json": twin })).toThrow(/b\.json: has the uid one of .*a\.json/);
  });
});

test("nothing comes along where nothing is named", () => {
  expect(importedContent([], services)).toEqual({ rules: {}, dashboards: {} });
});

test("an unknown service and a missing folder are told at once, with what is there", () => {
  const imports = [
    { folder: "/nowhere", service },
    { folder, service: "pulsecal/web" },
  ];
  expect(() => importedContent(imports, services)).toThrow(
    /\/nowhere: cannot be read[\s\S]*pulsecal\/web is no declared service\n {2}fix: use one of greenstack\/greenstack-api/,
  );
});

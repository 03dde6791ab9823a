import { queriesOf } from "../../../verify/foreign/dashboard-files";
import { readEach } from "../../../verify/foreign/documents";
import { missingFrom } from "../../../verify/foreign/known-series";
import { matchingValue } from "../../../verify/foreign/matching-value";
import { alertmanagerConfig } from "../../../verify/foreign/routes";
import { foreignSeconds, rulesOf } from "../../../verify/foreign/rule-files";
import type { LabelMatcher } from "../../../verify/foreign/tree";
import { interpolated, variablesOf } from "../../../verify/foreign/variables";

const group = {
  name: "shop",
  rules: [
    { alert: "Down", expr: "up == 0", for: "5m", labels: { severity: "critical" } },
    { record: "shop:requests:rate5m", expr: "sum(rate(requests_total[5m]))" },
  ],
};
const read = [
  { kind: "alert", name: "Down", expr: "up == 0", hold: "5m", labels: { severity: "critical" } },
  {
    kind: "recording",
    name: "shop:requests:rate5m",
    expr: "sum(rate(requests_total[5m]))",
    hold: "0s",
    labels: {},
  },
].map((rule) => ({ file: "a.yaml", group: "shop", ...rule }));

test.each([
  ["a file of rule groups", { groups: [group] }, read],
  ["a PrometheusRule", { kind: "PrometheusRule", spec: { groups: [group] } }, read],
  ["another object of Kubernetes", { kind: "Service", spec: { ports: [] } }, []],
  ["nothing", null, []],
])("reads the rules of %s", (_, content, rules) => {
  expect(rulesOf({ file: "a.yaml", content })).toEqual(rules);
});

test.each([
  ["a group without a name", { groups: [{ rules: [] }] }, "groups.0.name: "],
  ["rules that are none", { groups: [{ name: "a", rules: [{ alert: "A" }] }] }, "groups.0.rules.0.expr: "],
  ["a PrometheusRule without groups", { kind: "PrometheusRule", spec: {} }, "spec.groups: "],
])("names the place in %s", (_, content, place) => {
  expect(() => rulesOf({ file: "a.yaml", content })).toThrow(place);
});

test("names what cannot be read, and reads the others", () => {
  const good = { file: "a.yaml", content: { groups: [group] } };
  const bad = { file: "b.yaml", content: { groups: 7 } };
  const configMap = { kind: "ConfigMap", data: { "d.json": "{" } };
  const { all, problems } = readEach({ documents: [bad, good], problems: ["c.yaml: no YAML"] }, rulesOf);
  expect(all).toEqual(read);
  expect(problems).toEqual(["c.yaml: no YAML", expect.stringMatching(/^b\.yaml: groups: /)]);
  const panels = readEach({ documents: [{ file: "m.yaml", content: configMap }], problems: [] }, queriesOf);
  expect(panels.problems).toEqual([expect.stringMatching(/^m\.yaml: /)]);
});

test.each([
  ["15m", 900],
  ["1h30m", 5400],
  ["0s", 0],
  ["2 hours", undefined],
  ["", undefined],
])("%j lasts %p seconds", (text, seconds) => {
  expect(foreignSeconds(text)).toBe(seconds);
});

const dashboard = {
  title: "Shop",
  templating: { list: [{ name: "route", type: "query" }] },
  panels: [
    { title: "Requests", datasource: { type: "prometheus" }, targets: [{ expr: "requests_total" }] },
    { title: "Row", panels: [{ title: "Folded", targets: [{ expr: "up" }, { expr: "" }, {}] }] },
  ],
};

test("reads the queries of a dashboard's panels, those of folded rows too", () => {
  const about = { file: "d.json", dashboard: "Shop", variables: [{ name: "route", values: ["x"] }] };
  expect(queriesOf({ file: "d.json", content: dashboard })).toEqual([
    { ...about, panel: "Requests", text: "requests_total", source: "prometheus" },
    { ...about, panel: "Folded", text: "up", source: undefined },
  ]);
});

test("reads the dashboards in a ConfigMap", () => {
  const content = { kind: "ConfigMap", data: { "shop.json": JSON.stringify(dashboard), notes: "none" } };
  expect(queriesOf({ file: "c.yaml", content }).map(({ file }) => file)).toEqual([
    "c.yaml: shop.json",
    "c.yaml: shop.json",
  ]);
});

const variables = variablesOf([
  { name: "job", type: "query", query: "label_values(up, job)" },
  { name: "kind", type: "custom", query: "native : 1,classic : -1" },
]);

test.each([
  ['up{job="$job"}', ['up{job="x"}'], []],
  ["rate(a[$__rate_interval])", ["rate(a[5m])"], []],
  ["a and on() vector($kind) == 1", ["a and on() vector(1) == 1", "a and on() vector(-1) == 1"], []],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how Grafana writes it
  ['up{job=~"${job:regex}", a="[[job]]"}', ['up{job=~"x", a="x"}'], []],
  ['label_replace(a, "b", "$1", "c", "(.*)")', ['label_replace(a, "b", "$1", "c", "(.*)")'], []],
  ['up{cluster="$cluster"}', ['up{cluster="$cluster"}'], ["cluster"]],
])("puts values into %s", (text, texts, undefinedNames) => {
  expect(interpolated(text, variables)).toEqual({ texts, undefinedNames });
});

const matcher = (type: LabelMatcher["type"], value: string): LabelMatcher => ({ name: "a", type, value });

test.each([
  [[matcher("=", "b")], [], "b"],
  [[matcher("!=", "x")], ["x"], "1"],
  [[matcher("=~", "5..")], ["x"], "5xx"],
  [[matcher("=~", "kube-(apiserver|proxy)")], [], "kube-apiserver"],
  [[matcher("=~", "/api/v1/.+")], [], "/api/v1/x"],
  [[matcher("=~", "10\\.0\\.[0-9]+\\.1")], [], "10.0.0.1"],
  [[matcher("=~", ".*"), matcher("!=", "")], ["y"], "y"],
  [[matcher("=", "")], ["x"], ""],
  [[matcher("=", "b"), matcher("=", "c")], [], undefined],
])("finds a value for %j", (matchers, wished, value) => {
  expect(matchingValue(matchers, wished)).toBe(value);
});

const series = (name: string) => ({
  type: "vectorSelector" as const,
  name,
  offset: 0,
  matchers: [{ name: "__name__", type: "=" as const, value: name }],
});
const recorded = new Set(["shop:requests:rate5m"]);

test.each([
  ["shop:requests:rate5m", undefined, undefined],
  ["shop:errors:rate5m", undefined, "no rule that was read records shop:errors:rate5m"],
  ["requests_total", undefined, undefined],
  ["requests_total", new Set(["errors_total"]), "there is no metric requests_total"],
  ["shop:errors:rate5m", new Set(["shop:errors:rate5m"]), undefined],
  ["up", new Set<string>(), undefined],
])("%s with %p: %p", (name, metrics, why) => {
  expect(missingFrom({ recorded, metrics })(series(name))).toBe(why);
});

test("without rules nothing is said of recorded series", () => {
  expect(missingFrom({ recorded: undefined, metrics: undefined })(series("a:b"))).toBeUndefined();
});

test("finds Alertmanager's configuration in the operator's Secret", () => {
  const secret = "kind: Secret\nstringData:\n  alertmanager.yaml: 'route: {receiver: a}'\n";
  expect(alertmanagerConfig(secret)).toBe("route: {receiver: a}");
  expect(alertmanagerConfig("route: {receiver: b}")).toBe("route: {receiver: b}");
});

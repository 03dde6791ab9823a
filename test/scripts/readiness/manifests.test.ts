import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readManifests } from "../../../scripts/readiness/manifests";

const pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [] }\n";

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), "belfry-manifests-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

test.each([
  [
    "YAML that cannot be read",
    "a: [",
    "x.yaml: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5. Fix: write valid YAML or JSON",
  ],
  [
    "a template of Helm that no YAML parser takes",
    "a: 1\n{{- if .Values.b }}\nb: 2\n{{- end }}\n",
    "x.yaml: is a template of Helm. Fix: hand in what it renders to (helm template CHART > FILE)",
  ],
  [
    "a template of Helm that happens to be YAML",
    pod.replace("name: p", 'name: "{{ .Release.Name }}"'),
    "x.yaml: is a template of Helm. Fix: hand in what it renders to (helm template CHART > FILE)",
  ],
  [
    "an object without a version",
    pod.replace("apiVersion: v1\n", ""),
    "x.yaml: Pod has no apiVersion. Fix: add it",
  ],
])("%s is told with its fix, and what lies beside it is read", (_what, text, problem) => {
  const { parts, problems } = readManifests(folder({ "x.yaml": text, "y.yaml": pod }));
  expect(problems).toEqual([problem]);
  expect(parts.map(({ resource }) => resource.name)).toEqual(["Pod default/p"]);
});

test("the templates of alerts are no Helm", () => {
  const rule = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: r }
spec: { groups: [{ name: g, rules: [{ alert: A, expr: up, annotations: { summary: "{{ $labels.pod }} {{ with query }}{{ . }}{{ end }}" } }] }] }
`;
  expect(readManifests(folder({ "r.yaml": rule })).problems).toEqual([]);
});

test.each([
  ["values of a chart", "replicas: 1\n"],
  ["bytes that are no text", "\u0000\u0001"],
  ["nothing at all", ""],
])("a folder that holds %s is refused: what was not judged has not passed", (_what, text) => {
  const path = folder({ "values.yaml": text });
  expect(() => readManifests(path)).toThrow(
    `${path} holds no object of Kubernetes. Fix: name a folder of manifests.`,
  );
});

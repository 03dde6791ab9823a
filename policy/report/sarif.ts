import type { LineSeverity } from "../checklist/line";
import type { Report } from "./report";

const levels: Readonly<Record<LineSeverity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

/** `file.yaml: Deployment x` is in a file; a URN is in none. */
function location(id: string) {
  const [, file] = /^([^:]+\.(?:ya?ml|json)): /.exec(id) ?? [];
  return file === undefined
    ? { logicalLocations: [{ fullyQualifiedName: id }] }
    : {
        physicalLocation: { artifactLocation: { uri: file } },
        logicalLocations: [{ fullyQualifiedName: id }],
      };
}

/** The findings as SARIF 2.1.0, which code hosts show beside the code. */
export function sarif({ policies }: Report): string {
  const rules = policies.map(({ name, description, fix, severity }) => ({
    id: name,
    shortDescription: { text: description },
    help: { text: fix },
    defaultConfiguration: { level: levels[severity] },
  }));
  const results = policies.flatMap(({ name, severity, findings, fix }) =>
    findings.map(({ status, resource, why, exemption }) => ({
      ruleId: name,
      level: status === "fail" ? levels[severity] : "note",
      kind: status === "fail" ? "fail" : "open",
      message: { text: `${resource.name}: ${why}. Fix: ${fix}.` },
      locations: [location(resource.id)],
      ...(exemption ? { suppressions: [{ kind: "external", justification: exemption.reason }] } : {}),
    })),
  );
  // Only a result of the kind "fail" may have a level other than none.
  const valid = results.map((one) => (one.kind === "fail" ? one : { ...one, level: "none" }));
  const driver = { name: "belfry production-checklist", rules };
  return `${JSON.stringify(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [{ tool: { driver }, results: valid }],
    },
    null,
    2,
  )}\n`;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { workloadsNameTheirTeam as policy } from "../../docs/examples/policy";
import { sections } from "../../policy/checklist/line";
import { readEvidence } from "../../policy/evidence-file";
import { judgePart } from "../../policy/judge";
import { partsOfManifest } from "../../policy/model/part";
import { toValue } from "../../policy/model/value";
import { policies } from "../../policy/policies";
import { defaultSettings } from "../../policy/settings";

function verdicts(labels: Readonly<Record<string, string>>) {
  const template = { metadata: { labels }, spec: { containers: [] } };
  const web = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec: { template } };
  const found = partsOfManifest(toValue(web), "web.yaml").flatMap((part) =>
    judgePart(policy, part, defaultSettings),
  );
  return found.map(({ status, why }) => `${status}: ${why}`);
}

test.each([
  ["missing", {}, "fail: does not say whose it is"],
  ["wrong", { team: "" }, "fail: does not say whose it is"],
  ["right", { team: "shop" }, "pass: "],
])("the example of a policy of one's own: %s", (_title, labels, verdict) => {
  expect(verdicts(labels)).toEqual([verdict]);
});

/** The policies as the documentation lists them. */
function policyTable(): string {
  return sections
    .map((section) => {
      const own = policies.filter((one) => one.section === section);
      const rows = own.map(
        ({ name, severity, description }) => `| \`${name}\` | ${severity} | ${description} |`,
      );
      return rows.length === 0
        ? ""
        : `### ${section}\n\n| policy | severity | claim |\n|---|---|---|\n${rows.join("\n")}\n`;
    })
    .filter(Boolean)
    .join("\n");
}

test("the documentation lists the policies as they are", () => {
  const text = readFileSync(join(__dirname, "../../docs/readiness.md"), "utf8");
  expect(text).toContain(policyTable());
});

test("the example of evidence is read", () => {
  const found = readEvidence(join(__dirname, "../../docs/examples/policy-evidence.json"));
  expect(found.map(({ line }) => line)).toEqual(["backup.disaster-recovery", "security.penetration-test"]);
});

import { exemptionSchema } from "../../policy/exemption";
import { type Finding, judgeService, judgeStack } from "../../policy/judge";
import type { Evidence } from "../../policy/model/evidence";
import { policies } from "../../policy/policies";
import { assess, isRefused } from "../../policy/report/assess";
import { html } from "../../policy/report/html";
import type { Judged } from "../../policy/report/judged";
import { junit } from "../../policy/report/junit";
import { markdown } from "../../policy/report/markdown";
import type { Report } from "../../policy/report/report";
import { sarif } from "../../policy/report/sarif";
import { defaultSettings } from "../../policy/settings";
import { drill, goodFacts, goodManifests, now, stackFrom } from "./good-stack";
import { setAt } from "./manifest";

const stack = stackFrom(goodManifests());
const goodFindings: readonly Finding[] = policies.flatMap((policy) => [
  ...judgeStack(policy, stack, defaultSettings),
  ...goodFacts.flatMap((facts) => judgeService(policy, facts, defaultSettings)),
]);
const good: Judged = {
  ...{
    subject: "stack test",
    policies,
    findings: goodFindings,
    evidence: [drill],
    exemptions: [],
    problems: [],
    now,
  },
};

function line(report: Report, system: string, id: string) {
  const found = report.lines.find((one) => one.system === system && one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const report = assess(good);

test("a line that policies prove is passed, and says by what", () => {
  const { status, evidence, why } = line(report, "newsletter", "security.gdpr-events");
  expect({ status, why }).toEqual({ status: "pass", why: "" });
  expect(evidence).toEqual([
    {
      kind: "policy",
      what: "gdpr-events-are-logged on newsletter/newsletter-api",
      at: "2026-01-31T12:00:00.000Z",
    },
  ]);
});

test("what holds of the monitoring counts for every system that it watches", () => {
  expect(line(report, "greenstack", "monitoring.log-retention").status).toBe("pass");
  expect(line(report, "ragbase", "security.no-credentials-in-logs").status).toBe("pass");
});

test("another system's resources prove nothing", () => {
  const { status, why } = line(report, "ragbase", "infrastructure.resource-limits");
  expect(status).toBe("unknown");
  expect(why).toBe(
    "no resource of ragbase was judged: hand in its manifests, --manifests DIR --system ragbase (containers-have-memory-limit, containers-have-requests, requests-fit-limits)",
  );
});

test("of a system that was judged, what tells nothing of a line is named as such", () => {
  const own: Finding = {
    ...{ policy: "debug-is-off", status: "pass", why: "" },
    resource: { id: "c", name: "Container ragbase-backend", system: "ragbase" },
  };
  const found = assess({ ...good, findings: [...goodFindings, own] });
  expect(line(found, "ragbase", "security.published-ports").why).toBe(
    "nothing that was judged of ragbase tells it before the deployment (ports-are-not-published, services-stay-inside)",
  );
});

test("nothing declared passes what can be probed, and nobody has attested anything", () => {
  expect(line(report, "newsletter", "security.rate-limiting")).toMatchObject({
    status: "unknown",
    why: expect.stringContaining("no probe has handed in its evidence; wanted: a client that passes"),
  });
  expect(line(report, "newsletter", "security.owasp").why).toBe(
    "nobody attested; wanted: a reviewer's report, with date",
  );
});

test("every line that is not passed has a reason, and every line of every system is there", () => {
  expect(report.lines.filter(({ status, why }) => status !== "pass" && why.length < 20)).toEqual([]);
  expect(report.lines.filter(({ status, evidence }) => status === "pass" && evidence.length === 0)).toEqual(
    [],
  );
  expect(new Set(report.lines.map(({ system }) => system)).size).toBe(5);
});

const word: Evidence = {
  line: "security.rate-limiting",
  system: "newsletter",
  kind: "probed",
  passed: true,
  at: "2026-01-31T11:00:00Z",
  until: "2026-02-01T11:00:00Z",
  by: "synthetic client",
  detail: "429 with Retry-After 3600",
};

test.each([
  ["a fresh probe passes it", [word], "newsletter", "pass"],
  ["for that system alone", [word], "pulsecal", "unknown"],
  [
    "one that failed fails it",
    [word, { ...word, passed: false, at: "2026-01-31T11:30:00Z" }],
    "newsletter",
    "fail",
  ],
  [
    "one that has run out counts no more",
    [{ ...word, until: "2026-01-31T11:59:00Z" }],
    "newsletter",
    "unknown",
  ],
  [
    "one that left something out does not pass it",
    [{ ...word, untried: "limit of *" }],
    "newsletter",
    "unknown",
  ],
] as const)("evidence: %s", (_title, evidence, system, status) => {
  expect(line(assess({ ...good, evidence }), system, "security.rate-limiting").status).toBe(status);
});

test("what was not tried is named beside what was seen", () => {
  const found = assess({ ...good, evidence: [{ ...word, untried: "limit of *" }] });
  expect(line(found, "newsletter", "security.rate-limiting").why).toMatch(
    /^429 with Retry-After 3600; not tried: limit of \*; wanted: a client that passes each declared limit/,
  );
});

test("a line that only a probe proves is not held up by policies that have seen nothing", () => {
  const { why } = line(report, "ragbase", "security.metrics-internal");
  expect(why).not.toContain("ingresses-hide-internals");
});

test("a policy that fails refutes what a probe has seen", () => {
  const broken: Finding = {
    policy: "rate-limits-are-declared",
    status: "fail",
    why: "has paths without a limit",
    resource: { id: "n", name: "n", system: "newsletter" },
  };
  const found = assess({ ...good, findings: [...goodFindings, broken], evidence: [word] });
  expect(line(found, "newsletter", "security.rate-limiting")).toMatchObject({
    status: "fail",
    why: "n: has paths without a limit",
  });
});

const broken = goodManifests();
setAt(
  broken.find(({ kind }) => kind === "Deployment"),
  "spec.template.spec.containers.0.image",
  "ghcr.io/shop/web:latest",
);
const badFindings = policies.flatMap((policy) => judgeStack(policy, stackFrom(broken), defaultSettings));
const exemption = exemptionSchema.parse({
  policy: "images-have-tags",
  resource: "Deployment monitoring/web, container web",
  reason: "a test of exemptions, nothing else",
  owner: "<b>me</b>",
  expires: "2026-02-01",
});
const bad = assess({ ...good, findings: badFindings, exemptions: [exemption] }, []);

test("a failure refuses, one that is accepted does not, an exemption whose time is over does", () => {
  const status = (name: string) => bad.policies.find((one) => one.name === name)?.status;
  expect([status("images-have-digests"), status("images-have-tags"), status("debug-is-off")]).toEqual([
    "fail",
    "exempt",
    "pass",
  ]);
  expect(isRefused(bad)).toBe(true);
  expect(isRefused(assess(good, []))).toBe(false);
  const expired = assess({ ...good, exemptions: [{ ...exemption, expires: "2026-01-30" }] }, []);
  expect(expired.exemptions.map(({ state }) => state)).toEqual(["expired"]);
  expect(isRefused(expired)).toBe(true);
  const state = (resource: string) =>
    assess({ ...good, exemptions: [{ ...exemption, resource }] }, []).exemptions.map((one) => one.state);
  expect(state(exemption.resource)).toEqual(["unused"]);
  expect(state("* monitoring/web")).toEqual(["unused"]);
  expect(state("Unit prometheus")).toEqual(["not met"]);
});

test("Markdown says the finding, the fix and what is accepted", () => {
  const text = markdown(bad);
  expect(text).toContain(
    "| FAILED | images-have-digests | Deployment monitoring/web, container web: its image has no digest |",
  );
  expect(text).toContain(
    "- in force: images-have-tags on Deployment monitoring/web, container web, until 2026-02-01",
  );
  expect(markdown(report)).toContain("## travel-crm:");
});

test("HTML needs nothing from elsewhere, and takes nobody's text for its own", () => {
  const page = html({ ...bad, subject: "<script>alert(1)</script>" });
  expect(page).not.toContain("<script");
  expect(page).not.toContain("<b>me</b>");
  expect(page).not.toMatch(/\b(src|href)="(?!#)/);
  expect(page).toContain("its image has no digest");
});

test("SARIF names the rule, the file and the level, and marks what is accepted", () => {
  const [run] = JSON.parse(sarif(bad)).runs;
  const results = run.results.map((one: { ruleId: string; level: string }) => [one.ruleId, one.level]);
  expect(results).toEqual([
    ["images-have-digests", "error"],
    ["images-have-tags", "error"],
  ]);
  expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe("good.yaml");
  expect(run.results[1].suppressions).toEqual([{ kind: "external", justification: exemption.reason }]);
  const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id);
  expect(ids).toContain("images-have-digests");
});

test("JUnit counts what fails and what could not be told", () => {
  const text = junit(bad);
  expect(text).toMatch(/<testsuite name="policies" tests="\d+" failures="1" skipped="1">/);
  expect(text).toContain('<testcase classname="policies" name="debug-is-off"/>');
  expect(junit(report)).toContain('<testsuite name="greenstack"');
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvidence } from "../../policy/evidence-file";
import { concerns, type Exemption, exemptionFor, isExpired, printExemption } from "../../policy/exemption";
import { exemptions as own } from "../../policy/exemptions";
import type { Finding } from "../../policy/judge";
import { environmentOf, loadPack } from "../../policy/load-pack";
import { enforcementOf, parsePackConfig } from "../../policy/pack-config";
import { policies } from "../../policy/policies";

const known = policies.map(({ name }) => name);
const parse = (text: string) => parsePackConfig(text, "pack.yaml", known);

test("an environment is enforced as the file says, a policy of it as it says, and the others are mandatory", () => {
  const config = parse(
    "environments: { dev: { enforcement: advisory, policies: { images-have-tags: mandatory, replicas-spread: disabled } } }",
  );
  expect(enforcementOf(config, "dev", "images-have-digests")).toBe("advisory");
  expect(enforcementOf(config, "dev", "images-have-tags")).toBe("mandatory");
  expect(enforcementOf(config, "dev", "replicas-spread")).toBe("disabled");
  expect(enforcementOf(config, "prod", "replicas-spread")).toBe("mandatory");
});

test.each([
  [
    "a misspelt policy, which CrossGuard would ignore",
    "environments: { prod: { policies: { images-have-tag: advisory } } }",
    'environments.prod.policies: there is no policy "images-have-tag". Fix: did you mean images-have-digests?',
  ],
  [
    "an exemption of no policy",
    'exemptions: [{ policy: nonsense, resource: "*", reason: long enough a reason, owner: me, expires: "2027-01-01" }]',
    'exemptions.0.policy: there is no policy "nonsense". Fix: see docs/readiness.md for the names',
  ],
  ["an unknown key", "enviroments: {}", "the file: enviroments is no key. Fix: correct or remove it"],
  [
    "another enforcement",
    "environments: { prod: { enforcement: strict } }",
    'environments.prod.enforcement is "strict": Invalid option',
  ],
  [
    "a setting of the wrong kind",
    "settings: { drillDays: soon }",
    'settings.drillDays is "soon": Invalid input',
  ],
  [
    "an exemption without an end",
    'exemptions: [{ policy: replicas-spread, resource: "*", reason: long enough a reason, owner: me }]',
    "exemptions.0.expires is undefined",
  ],
  [
    "an exemption without a reason",
    'exemptions: [{ policy: replicas-spread, resource: "*", reason: because, owner: me, expires: "2027-01-01" }]',
    'exemptions.0.reason is "because": say why in a sentence: at least 15 characters. Fix: correct it',
  ],
  ["what is no YAML", "environments: {", "Fix: write valid YAML"],
])("the configuration refuses %s", (_title, text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test("an empty file is the default", () => {
  expect(parse("").settings.metricsDays).toBe(32);
});

const exemption: Exemption = {
  policy: "images-have-tags",
  resource: "Deployment shop/*, container web",
  reason: "a test of exemptions, nothing else",
  owner: "shop",
  expires: "2026-02-01",
};
const finding: Finding = {
  policy: "images-have-tags",
  status: "fail",
  why: "w",
  resource: { id: "urn:x", name: "Deployment shop/web, container web" },
};

test("an exemption holds through its last day, for its policy and its resource alone", () => {
  const on = (day: string) => exemptionFor(finding, [exemption], new Date(`${day}T23:00:00Z`));
  expect(on("2026-02-01")).toBe(exemption);
  expect(on("2026-02-02")).toBeUndefined();
  expect(isExpired(exemption, new Date("2026-02-02T00:00:00Z"))).toBe(true);
  expect(concerns(exemption, { ...finding, policy: "images-have-digests" })).toBe(false);
  const other = { id: "urn:x", name: "Deployment shop/web, container sidecar" };
  expect(concerns(exemption, { ...finding, resource: other })).toBe(false);
  expect(concerns({ ...exemption, resource: "urn:x" }, finding)).toBe(true);
  expect(concerns({ ...exemption, resource: "Deployment.shop/*" }, finding)).toBe(false);
  expect(printExemption(exemption)).toBe(
    "images-have-tags on Deployment shop/*, container web, until 2026-02-01, by shop: a test of exemptions, nothing else",
  );
});

test("belfry's own exemptions name policies that exist, and none is over on the day of this test", () => {
  expect(own.filter(({ policy }) => !known.includes(policy))).toEqual([]);
  expect(own.filter((one) => isExpired(one, new Date()))).toEqual([]);
});

test("the environment is what a script tells, else the stack's name, else none, which is mandatory", () => {
  expect(environmentOf({ BELFRY_ENVIRONMENT: "a", PULUMI_STACK: "b" })).toBe("a");
  expect(environmentOf({ PULUMI_STACK: "b", PULUMI_NODEJS_STACK: "c" })).toBe("b");
  expect(environmentOf({ PULUMI_NODEJS_STACK: "local" })).toBe("local");
  expect(loadPack({}).enforcement("images-have-tags")).toBe("mandatory");
  expect(loadPack({ PULUMI_STACK: "local" }).enforcement("images-have-tags")).toBe("advisory");
});

function fileOf(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "belfry-pack-")), "file");
  writeFileSync(file, text);
  return file;
}

test("a file of one's own comes without belfry's exemptions; one that is missing is refused", () => {
  expect(loadPack({}).exemptions).toEqual(own);
  expect(loadPack({ BELFRY_POLICY_CONFIG: fileOf("settings: { drillDays: 7 }") })).toMatchObject({
    exemptions: [],
    settings: { drillDays: 7 },
  });
  expect(() => loadPack({ BELFRY_POLICY_CONFIG: "/nowhere.yaml" })).toThrow("/nowhere.yaml cannot be used");
});

const drill = {
  line: "backup.disaster-recovery",
  kind: "drilled",
  passed: true,
  at: "2026-01-20T12:00:00Z",
  until: "2026-04-20T12:00:00Z",
  by: "drill",
  detail: "in 9 min",
};

test.each([
  ["no JSON", "[", "cannot be read"],
  [
    "a key that is none",
    JSON.stringify([{ ...drill, note: 1 }]),
    "0: note is no key. Fix: correct or remove it",
  ],
  ["a line that is none", JSON.stringify([{ ...drill, line: "x.y" }]), '0: there is no line "x.y"'],
  [
    "another kind than the line asks for",
    JSON.stringify([{ ...drill, kind: "attested", link: "https://e.org" }]),
    'the line "backup.disaster-recovery" is drilled, not attested',
  ],
  [
    "an attestation without a link",
    JSON.stringify([{ ...drill, line: "security.owasp", kind: "attested" }]),
    'an attestation of "security.owasp" needs a link',
  ],
  [
    "an end before its beginning",
    JSON.stringify([{ ...drill, until: "2025-01-01T00:00:00Z" }]),
    "runs out before",
  ],
])("evidence is refused: %s", (_title, text, message) => {
  expect(() => readEvidence(fileOf(text))).toThrow(message);
});

test("evidence that is right is read", () => {
  expect(readEvidence(fileOf(JSON.stringify([drill])))).toEqual([drill]);
});

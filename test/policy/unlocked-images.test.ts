import { imagesHaveDigests } from "../../policy/checks/images";
import { judgeStack } from "../../policy/judge";
import { assess, isRefused } from "../../policy/report/assess";
import { defaultSettings } from "../../policy/settings";
import { lookedUp } from "../../toolchain/image-lock";
import { goodManifests, stackFrom } from "./good-stack";
import { setAt } from "./manifest";

/** A deployment of one image. */
function deploymentOf(image: string) {
  const [web] = goodManifests().filter(({ kind }) => kind === "Deployment");
  setAt(web, "spec.template.spec.containers.0.image", image);
  return stackFrom(web ? [web] : []);
}

function said(image: string) {
  const findings = judgeStack(imagesHaveDigests, deploymentOf(image), defaultSettings);
  return findings.map(({ status, why }) => ({ status, why }));
}

const digest = `sha256:${"a".repeat(64)}`;
const ask =
  "its image has no digest, and nobody has asked its registry for a digest: `npm run images:lock` does";
const build =
  "its image has no digest, and it is made from this clone: `npm run images:push` hands it to a registry, which gives it one";
const wrong = { status: "fail", why: "its image has no digest" };

test("the lock knows the digest of one of the images below, and not of the other", () => {
  expect(lookedUp("oliver006/redis_exporter:v1.92.1").digest).toBe("unlocked");
  expect(lookedUp("prom/prometheus:v3.14.0").digest).toMatch(/^sha256:/);
});

test.each([
  ["one of the stack's that the lock does not know", "oliver006/redis_exporter:v1.92.1", ask],
  ["the same from a folder of the site's registry", "r.example:5000/m/oliver006/redis_exporter:v1.92.1", ask],
  ["one that is made from this clone", "registry.example/belfry-backup:0.1.0", build],
])("an image without a digest is unknown, with what tells it: %s", (_title, image, why) => {
  expect(said(image)).toEqual([{ status: "unknown", why }]);
});

test.each([
  ["somebody else's", "ghcr.io/shop/web:1.2.3"],
  ["somebody else's without a tag", "ghcr.io/shop/web"],
  ["somebody else's latest", "ghcr.io/shop/web:latest"],
  ["another version than the stack's", "oliver006/redis_exporter:v1.0.0"],
  ["the stack's without a tag", "oliver006/redis_exporter"],
  ["one that the lock knows", "prom/prometheus:v3.14.0"],
])("an image without a digest fails: %s", (_title, image) => {
  expect(said(image)).toEqual([wrong]);
});

test("an image with a digest passes, in the lock or not", () => {
  expect(said(`oliver006/redis_exporter:v1.92.1@${digest}`)).toEqual([{ status: "pass", why: "" }]);
});

test("the report says unknown, and refuses nothing for it", () => {
  const stack = deploymentOf("docker.io/oliver006/redis_exporter:v1.92.1");
  const report = assess(
    {
      ...{ subject: "folder", policies: [imagesHaveDigests], evidence: [], exemptions: [], problems: [] },
      findings: judgeStack(imagesHaveDigests, stack, defaultSettings),
      now: new Date("2026-01-01"),
    },
    [],
  );
  expect(report.policies.map(({ name, status }) => [name, status])).toEqual([
    ["images-have-digests", "unknown"],
  ]);
  expect(isRefused(report)).toBe(false);
});

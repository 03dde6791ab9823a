import { type Finding, judgeStack } from "../../policy/judge";
import type { Evidence } from "../../policy/model/evidence";
import { policies } from "../../policy/policies";
import { defaultSettings } from "../../policy/settings";
import { defects } from "./defects";
import { goodManifests, stackFrom } from "./good-stack";
import type { Manifest } from "./manifest";

const ofResources = policies.filter(({ subject }) => subject !== "service");

function judged(manifests: readonly Manifest[], evidence?: readonly Evidence[]): readonly Finding[] {
  const stack = stackFrom(manifests, evidence);
  return ofResources.flatMap((policy) => judgeStack(policy, stack, defaultSettings));
}

const good = judged(goodManifests());

test("nothing is wrong with the good stack", () => {
  expect(good.filter(({ status }) => status !== "pass")).toEqual([]);
});

test.each(ofResources.map(({ name }) => name))("%s: right passes, and it has looked at something", (name) => {
  const own = good.filter(({ policy }) => policy === name);
  expect(own.map(({ status }) => status)).toContain("pass");
});

test.each(ofResources.map(({ name }) => name))("%s is broken once at least", (name) => {
  expect(defects.filter(({ policy }) => policy === name)).not.toEqual([]);
});

test.each(defects)("$policy, $how: $title, caught by those that name it and by no other", (defect) => {
  const manifests = goodManifests();
  defect.break(manifests);
  const found = judged(manifests, defect.evidence).filter(({ status }) => status !== "pass");
  expect([...new Set(found.map(({ policy }) => policy))].sort()).toEqual(defect.caughtBy);
  expect(found.filter(({ policy }) => policy === defect.policy).map(({ status }) => status)).toContain(
    defect.status,
  );
});

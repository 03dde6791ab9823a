import fc from "fast-check";
import { type Finding, judgeStack } from "../../policy/judge";
import { partOf } from "../../policy/model/part";
import { stackOf } from "../../policy/model/stack";
import { at, list, notKnown, toValue } from "../../policy/model/value";
import { policies } from "../../policy/policies";
import type { Policy } from "../../policy/policy";
import { defaultSettings } from "../../policy/settings";
import { goodManifests, stackFrom } from "./good-stack";
import { type Manifest, setAt } from "./manifest";

function judged(manifests: readonly Manifest[]): readonly Finding[] {
  const stack = stackFrom(manifests);
  return policies.flatMap((policy) => judgeStack(policy, stack, defaultSettings));
}

const canary = "canary-3f1a9c";

/** Every text of the object but its kind and the names by which messages speak of it. */
function poison(value: unknown, key = ""): unknown {
  const isName = ["kind", "apiVersion", "name", "namespace", "alert", "job_name"].includes(key);
  if (typeof value === "string") return isName ? value : canary;
  if (Array.isArray(value)) return value.map((one) => poison(one, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poison(one, name)]));
}

test("no value of any resource is ever in a message", () => {
  const found = judged(goodManifests().map((one) => poison(one) as Manifest));
  expect(found.filter(({ status }) => status === "fail").length).toBeGreaterThan(50);
  expect(JSON.stringify(found.map(({ why }) => why))).not.toContain(canary);
});

test("a secret is not in a message, wherever somebody has put it", () => {
  const secret = "hunter2-hunter2";
  const [web] = goodManifests().filter(({ kind }) => kind === "Deployment");
  const container = "spec.template.spec.containers.0";
  setAt(web, `${container}.env`, [{ name: "DB_PASSWORD", value: secret }]);
  setAt(web, `${container}.args`, [`--password=${secret}`]);
  setAt(web, `${container}.image`, `user:${secret}@registry/x`);
  const map = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "m" },
    data: { "a.conf": `password=${secret}` },
  };
  const found = judged([web ?? {}, map]);
  const failed = found.filter(({ status }) => status === "fail").map(({ policy }) => policy);
  expect(failed).toEqual(
    expect.arrayContaining([
      "environment-holds-no-secrets",
      "arguments-hold-no-secrets",
      "config-maps-hold-no-secrets",
    ]),
  );
  expect(JSON.stringify(found)).not.toContain(secret);
});

/** An object whose marked properties cannot be read, as CrossGuard's before the deployment. */
function withUnknown(value: unknown, isHidden: (path: string) => boolean, path = ""): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const here = `${path}.${String(key)}`;
      if (typeof key === "string" && isHidden(here)) throw new Error("can't be known during preview");
      return withUnknown(Reflect.get(target, key), isHidden, here);
    },
  });
}

test("what is not known is never passed: each part of a container, hidden, makes its policies unknown", () => {
  const [web] = goodManifests().filter(({ kind }) => kind === "Deployment");
  const verdicts = (hidden: string) => {
    const props = withUnknown(web, (path) => path.endsWith(hidden));
    const part = partOf({ type: "kubernetes:apps/v1:Deployment", urn: "urn:web", name: "web", props });
    const stack = stackOf({ id: "s", name: "s" }, part ? [part] : []);
    return policies
      .flatMap((policy) => judgeStack(policy, stack, defaultSettings))
      .filter(({ status }) => status === "unknown")
      .map(({ policy }) => policy);
  };
  expect(verdicts(".image")).toEqual([
    "images-come-from-allowed-registries",
    "images-have-digests",
    "images-have-tags",
  ]);
  expect(verdicts(".livenessProbe")).toEqual(["containers-have-liveness-probe"]);
  expect(verdicts(".limits.memory")).toEqual(["containers-have-memory-limit", "requests-fit-limits"]);
  expect(verdicts(".hostNetwork")).toEqual([]);
  expect(verdicts(".replicas")).toEqual(expect.arrayContaining(["replicas-have-budget", "replicas-spread"]));
  const all = policies.filter(({ subject }) => subject === "container").map(({ name }) => name);
  expect(new Set(verdicts(".containers"))).toEqual(new Set(all));
});

test("values survive the way: what is known stays, what is not is marked", () => {
  const value = toValue(
    withUnknown({ a: { b: [1, "x", { c: true }] }, d: null }, (path) => path.endsWith(".c")),
  );
  expect(value).toEqual({ a: { b: [1, "x", { c: notKnown }] }, d: null });
  expect(at(value, "a", "b")).toEqual([1, "x", { c: notKnown }]);
  expect(at(value, "d")).toBeUndefined();
  expect(at({ a: notKnown }, "a", "b")).toBe(notKnown);
  expect(list("no list")).toBeUndefined();
});

test("no policy breaks, whatever an object holds", () => {
  const kinds = fc.constantFrom(
    "Deployment",
    "ConfigMap",
    "Secret",
    "NetworkPolicy",
    "Ingress",
    "Role",
    "PrometheusRule",
    "Pod",
  );
  const anything = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(kinds, anything, anything, (kind, spec, data) => {
      const found = judged([{ apiVersion: "v1", kind, metadata: { name: "x" }, spec, data, rules: spec }]);
      expect(found.filter(({ why }) => why.includes("the check itself"))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("a check that breaks is a finding, and its words stay with it", () => {
  const broken: Policy<"workload"> = {
    name: "breaks-always",
    section: "Security",
    severity: "low",
    subject: "workload",
    description: "Breaks.",
    fix: "mend it",
    check: () => {
      throw new TypeError(`cannot read ${canary}`);
    },
  };
  const [finding] = judgeStack(broken, stackFrom(goodManifests()), defaultSettings);
  expect(finding).toMatchObject({
    status: "fail",
    why: "the check itself has failed (TypeError): please report it",
  });
});

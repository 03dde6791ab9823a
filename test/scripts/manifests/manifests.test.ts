import { policies } from "../../../policy/policies";
import { checkovSaid } from "../../../scripts/manifests/checkov";
import { exemptions } from "../../../scripts/manifests/exemptions";
import { objection } from "../../../scripts/manifests/finding";
import { stepOf } from "../../../scripts/manifests/judged";
import { kubeScoreSaid } from "../../../scripts/manifests/kube-score";
import { kubeconformSaid } from "../../../scripts/manifests/kubeconform";
import { podSecuritySaid } from "../../../scripts/manifests/pod-security";
import { kindSchemas, schemaFile } from "../../../scripts/manifests/schemas";

const now = new Date("2026-11-21T12:00:00Z");
const found = objection("checkov", "CKV_K8S_8", "Deployment shop/web", "Liveness Probe Should be Configured");
const accepting = {
  ...{ policy: "checkov/CKV_K8S_8", resource: "Deployment shop/*", reason: "a test of exemptions" },
  ...{ owner: "shop", expires: "2026-11-21" },
};
const heard = { findings: [found], looked: 3 };

describe("a checker's step", () => {
  test("fails with each objection that nobody has accepted", () => {
    expect(stepOf("checkov", heard, [], now)).toEqual({
      status: "fail",
      detail: "\n  checkov/CKV_K8S_8: Deployment shop/web: Liveness Probe Should be Configured",
    });
  });

  test("passes when it is accepted, on the last day as well", () => {
    expect(stepOf("checkov", heard, [accepting], now)).toEqual({
      status: "pass",
      detail: "3 objects, 1 objections accepted",
    });
  });

  test("fails on the day after, with the objection and with whose decision it was", () => {
    const { status, detail } = stepOf("checkov", heard, [accepting], new Date("2026-11-22T00:00:00Z"));
    expect(status).toBe("fail");
    expect(detail).toContain("checkov/CKV_K8S_8: Deployment shop/web");
    expect(detail).toContain("over: checkov/CKV_K8S_8 on Deployment shop/*, until 2026-11-21, by shop");
  });

  test("fails when an acceptance is no longer needed, of its own objections alone", () => {
    const other = { ...accepting, policy: "kube-score/pod-probes" };
    const { status, detail } = stepOf("checkov", { findings: [], looked: 3 }, [accepting, other], now);
    expect(status).toBe("fail");
    expect(detail.trim().split("\n")).toEqual([
      "nothing needs it: checkov/CKV_K8S_8 on Deployment shop/*, until 2026-11-21, by shop: a test of exemptions",
    ]);
  });

  test("fails when the checker has looked at nothing", () => {
    expect(stepOf("checkov", { findings: [], looked: 0 }, [], now).status).toBe("fail");
  });
});

test("what is accepted names a checker, not a policy of the pack", () => {
  const own = new Set(policies.map(({ name }) => name));
  expect(exemptions.filter(({ policy }) => own.has(policy))).toEqual([]);
  const checkers = new Set(exemptions.map(({ policy }) => policy.split("/")[0]));
  expect([...checkers].sort()).toEqual(["checkov", "kube-score", "pod-security"]);
});

const at = { file_path: "/web.yaml" };

describe("what a checker prints", () => {
  test("checkov: the objects that fail, and files that it could not read", () => {
    const failed = { ...at, check_id: "CKV_K8S_8", check_name: "Liveness", resource: "Deployment.shop.web" };
    const said = { results: { failed_checks: [failed] }, summary: { parsing_errors: 1, resource_count: 9 } };
    const { findings, looked } = checkovSaid(JSON.stringify(said));
    expect(looked).toBe(9);
    expect(findings.map(({ policy, resource, why }) => [policy, resource.name, why])).toEqual([
      ["checkov/CKV_K8S_8", "Deployment shop/web", "Liveness"],
      ["checkov/parsing", "a file", "it could not read it"],
    ]);
  });

  test("kube-score: what is critical, by container, and nothing that it passed over", () => {
    const check = (id: string, grade: number, skipped = false) => ({
      check: { id },
      ...{ grade, skipped, comments: [{ path: "web", summary: id.toUpperCase() }] },
    });
    const checks = [check("bad", 1), check("warned", 5), check("well", 10), check("passed-over", 1, true)];
    const { findings, looked } = kubeScoreSaid(
      JSON.stringify([{ object_name: "Deployment/apps/v1/shop/web", checks }]),
    );
    expect(looked).toBe(1);
    expect(findings.map(({ policy, resource, why }) => [policy, resource.name, why])).toEqual([
      ["kube-score/bad", "Deployment shop/web, container web", "BAD"],
    ]);
  });

  test("kubeconform: what does not fit, and what it has no schema of", () => {
    const one = { kind: "Service", name: "web", msg: "additional properties 'prots' not allowed" };
    const said = {
      resources: [
        { ...one, status: "statusInvalid" },
        { ...one, status: "statusError" },
      ],
      summary: { valid: 4, invalid: 1, errors: 1, skipped: 0 },
    };
    const { findings, looked } = kubeconformSaid(JSON.stringify(said));
    expect(looked).toBe(6);
    expect(findings.map(({ policy, resource }) => [policy, resource.name])).toEqual([
      ["kubeconform/invalid", "Service web"],
      ["kubeconform/error", "Service web"],
    ]);
  });

  test("pod-security: what the restricted standard forbids", () => {
    const said = [{ name: "DaemonSet h/node", reason: "host namespaces", detail: "hostPID=true" }];
    expect(podSecuritySaid(JSON.stringify(said))).toEqual([
      objection("pod-security", "host namespaces", "DaemonSet h/node", "hostPID=true"),
    ]);
  });
});

describe("schemas from the API's own description", () => {
  const kind = (group: string, version: string, name: string) => ({
    "x-kubernetes-group-version-kind": [{ group, version, kind: name }],
  });
  const definitions = {
    "io.k8s.api.apps.v1.Deployment": {
      ...kind("apps", "v1", "Deployment"),
      properties: { spec: { $ref: "#/definitions/io.k8s.api.apps.v1.DeploymentSpec" } },
    },
    "io.k8s.api.apps.v1.DeploymentSpec": {
      properties: {
        port: { $ref: "#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString" },
        labels: { additionalProperties: { type: "string" } },
      },
    },
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { type: "string", format: "int-or-string" },
    "io.k8s.api.core.v1.Pod": { ...kind("", "v1", "Pod"), properties: {} },
  };

  test("hold what the kind needs and nothing else, and know no further fields", () => {
    const found = kindSchemas(JSON.stringify({ definitions }), new Set(["deployment-apps-v1.json"]));
    expect([...found.keys()]).toEqual(["deployment-apps-v1.json"]);
    const { $ref, definitions: reached } = found.get("deployment-apps-v1.json") ?? {};
    expect($ref).toBe("#/definitions/io.k8s.api.apps.v1.Deployment");
    expect(Object.keys(Object(reached))).toEqual([
      "io.k8s.api.apps.v1.Deployment",
      "io.k8s.api.apps.v1.DeploymentSpec",
      "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
    ]);
    expect(Object(reached)["io.k8s.api.apps.v1.DeploymentSpec"].additionalProperties).toBe(false);
    expect(Object(reached)["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]).toEqual({
      type: ["string", "integer"],
    });
  });

  test("are named as kubeconform looks for them", () => {
    expect(schemaFile("NetworkPolicy", "networking.k8s.io/v1")).toBe("networkpolicy-networking-v1.json");
    expect(schemaFile("Pod", "v1")).toBe("pod-v1.json");
  });
});

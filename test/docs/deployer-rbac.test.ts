import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../scripts/render/manifests";
import { productionObjects } from "../../scripts/render/rendered";
import { stackConfig } from "../../scripts/render/stack-config";
import { filledProduction } from "../support/filled-production";

// docs/examples/deployer-rbac.yaml against what production is made of. That a real API server is content with it is a
// matter of test/cluster.

const repository = join(__dirname, "../..");

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}
interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly roleRef?: { readonly name: string };
}

const documents = parseAllDocuments(
  readFileSync(join(repository, "docs/examples/deployer-rbac.yaml"), "utf8"),
).map((one) => one.toJS() as Document);

/** The rules that hold in a namespace, or for the whole cluster. */
function rulesIn(namespace: string | undefined): readonly Rule[] {
  const bound = documents.filter(
    ({ kind, metadata }) =>
      kind === "ClusterRoleBinding" || (kind === "RoleBinding" && metadata.namespace === namespace),
  );
  const names = bound.map(({ roleRef }) => roleRef?.name);
  return documents.flatMap(({ kind, metadata, rules = [] }) =>
    kind === "ClusterRole" && names.includes(metadata.name) ? rules : [],
  );
}

interface Access {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly name?: string;
  readonly namespace?: string | undefined;
}

function allowed({ group, resource, verb, name, namespace }: Access): boolean {
  return rulesIn(namespace).some(
    (rule) =>
      rule.apiGroups?.includes(group) &&
      rule.resources?.includes(resource) &&
      rule.verbs.includes(verb) &&
      (rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name))),
  );
}

/** `networkpolicies` of NetworkPolicy. */
function resourceOf(kind: string): string {
  const one = kind.toLowerCase();
  return one.endsWith("s") ? `${one}es` : one.endsWith("y") ? `${one.slice(0, -1)}ies` : `${one}s`;
}

const groupOf = (apiVersion: string) => (apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "");

let objects: readonly KubernetesObject[];
beforeAll(async () => {
  const settings = { ...stackConfig(repository, "prod"), ...filledProduction };
  objects = await productionObjects("prod", settings, (name) => name);
}, 300_000);

test("whoever deploys may make, change and remove every object of production", () => {
  const kinds = new Set(objects.map(({ kind }) => kind));
  for (const kind of [
    "Ingress",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "ClusterRole",
    "DaemonSet",
    "Secret",
  ])
    expect(kinds).toContain(kind);
  const refused = objects.flatMap(({ apiVersion, kind, metadata: { name, namespace } }) => {
    const own = kind === "Namespace" ? ["get", "patch", "delete"] : ["get", "create", "patch", "delete"];
    const access = { group: groupOf(apiVersion), resource: resourceOf(kind), namespace };
    // To make something is asked without its name.
    const asked = own.map((verb) => ({ ...access, verb, ...(verb === "create" ? {} : { name }) }));
    return asked.filter((one) => !allowed(one)).map(({ verb }) => `${verb} ${kind} ${name}`);
  });
  expect(refused).toEqual([]);
});

test("it has everything that the roles of production grant: nobody may grant more than that", () => {
  const lacking: string[] = [];
  let granted = 0;
  for (const { kind, rules = [] } of objects as readonly (KubernetesObject & { rules?: Rule[] })[]) {
    if (kind !== "ClusterRole") continue;
    for (const { apiGroups = [], resources = [], nonResourceURLs = [], verbs } of rules) {
      for (const verb of verbs) {
        const inCluster = apiGroups.flatMap((group) =>
          resources.map((resource) => ({ group, resource, verb })),
        );
        granted += inCluster.length;
        lacking.push(...inCluster.filter((one) => !allowed(one)).map((one) => JSON.stringify(one)));
        const paths = rulesIn(undefined).flatMap((rule) =>
          rule.verbs.includes(verb) ? (rule.nonResourceURLs ?? []) : [],
        );
        lacking.push(...nonResourceURLs.filter((path) => !paths.includes(path)));
      }
    }
  }
  expect(granted).toBeGreaterThan(30);
  expect(lacking).toEqual([]);
});

test("outside of its two namespaces it may change nothing but those and the stack's roles, and never everything", () => {
  const changes = ["create", "update", "patch", "delete", "escalate", "bind", "impersonate", "*"];
  const changing = rulesIn(undefined).filter(({ verbs }) => verbs.some((verb) => changes.includes(verb)));
  expect(changing).toEqual([
    expect.objectContaining({ resources: ["namespaces"], resourceNames: ["belfry", "belfry-host"] }),
    expect.objectContaining({ resources: ["clusterroles", "clusterrolebindings"], verbs: ["create"] }),
    expect.objectContaining({
      resources: ["clusterroles", "clusterrolebindings"],
      resourceNames: ["belfry-prometheus-reader", "belfry-kube-state-metrics-reader"],
    }),
  ]);
  expect(JSON.stringify(documents)).not.toContain('"*"');
  expect(rulesIn(undefined).filter(({ resources }) => resources?.includes("secrets"))).toEqual([]);
});

import type { KubernetesObject } from "../model/kubernetes-object";
import { at, items, knownText, notKnown, type Value } from "../model/value";
import type { Policy } from "../policy";
import { fail, holds, notConcerned, pass, type Verdict } from "../verdict";

const section = "Security";

interface Rule {
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly groups: readonly string[];
  readonly names: readonly string[];
}

function rulesOf({ kind, fields }: KubernetesObject): readonly Rule[] | undefined {
  if (kind !== "Role" && kind !== "ClusterRole") return undefined;
  const texts = (value: Value | undefined) => items(value).flatMap((one) => knownText(one) ?? []);
  return items(at(fields, "rules")).map((rule) => ({
    verbs: texts(at(rule, "verbs")),
    resources: texts(at(rule, "resources")),
    groups: texts(at(rule, "apiGroups")),
    names: texts(at(rule, "resourceNames")),
  }));
}

function noRule(object: KubernetesObject, isWrong: (rule: Rule) => boolean, why: string) {
  const rules = rulesOf(object);
  if (rules === undefined) return notConcerned;
  return rules.some(isWrong) ? fail(why) : pass;
}

export const rolesHaveNoWildcards: Policy<"object"> = {
  name: "roles-have-no-wildcards",
  section,
  severity: "high",
  subject: "object",
  description: "Roles name what they allow: a wildcard also allows what will exist tomorrow.",
  fix: "list verbs, resources and apiGroups",
  check: (object) =>
    noRule(
      object,
      ({ verbs, resources, groups }) => [...verbs, ...resources, ...groups].includes("*"),
      "has a rule with a wildcard",
    ),
};

const escalating = new Set(["escalate", "bind", "impersonate"]);

export const rolesDoNotEscalate: Policy<"object"> = {
  name: "roles-do-not-escalate",
  section,
  severity: "critical",
  subject: "object",
  description: "No role lets its bearer take the rights of another.",
  fix: "remove the verbs escalate, bind and impersonate",
  check: (object) =>
    noRule(object, ({ verbs }) => verbs.some((verb) => escalating.has(verb)), "lets its bearer gain rights"),
};

const reading = new Set(["get", "list", "watch", "*"]);

export const clusterRolesDoNotReadSecrets: Policy<"object"> = {
  name: "cluster-roles-do-not-read-secrets",
  section,
  severity: "high",
  subject: "object",
  description: "No role reads the secrets of every namespace.",
  fix: "name the secrets (resourceNames), or use a Role in the one namespace",
  check: (object) =>
    object.kind !== "ClusterRole"
      ? notConcerned
      : noRule(
          object,
          ({ verbs, resources, names }) =>
            resources.includes("secrets") && names.length === 0 && verbs.some((verb) => reading.has(verb)),
          "reads every secret of the cluster",
        ),
};

function isBinding({ kind }: KubernetesObject): boolean {
  return kind === "RoleBinding" || kind === "ClusterRoleBinding";
}

export const bindingsAvoidClusterAdmin: Policy<"object"> = {
  name: "bindings-avoid-cluster-admin",
  section,
  severity: "critical",
  subject: "object",
  description: "Nothing that is deployed is administrator of the cluster.",
  fix: "bind a role that names what is needed",
  check(object): Verdict | readonly Verdict[] {
    if (!isBinding(object)) return notConcerned;
    const role = at(object.fields, "roleRef", "name");
    const name = role === notKnown ? notKnown : knownText(role);
    return holds(name, (one) => one !== "cluster-admin", "binds cluster-admin");
  },
};

const everyone = new Set(["system:anonymous", "system:unauthenticated", "system:authenticated"]);

export const bindingsNameTheirSubjects: Policy<"object"> = {
  name: "bindings-name-their-subjects",
  section,
  severity: "critical",
  subject: "object",
  description: "Rights are given to somebody, never to everybody.",
  fix: "bind service accounts, users or groups by name",
  check(object) {
    if (!isBinding(object)) return notConcerned;
    const names = items(at(object.fields, "subjects")).map((one) => knownText(at(one, "name")) ?? "");
    return names.some((name) => everyone.has(name)) ? fail("gives its rights to everybody") : pass;
  },
};

export const workloadsMountNoUnusedToken: Policy<"workload"> = {
  name: "workloads-mount-no-unused-token",
  section,
  severity: "medium",
  subject: "workload",
  description: "A token of the API is mounted only where a workload says so, under an account of its own.",
  fix: "set automountServiceAccountToken: false; where the API is called, true and a service account of its own",
  remedy: { of: "pod", path: ["automountServiceAccountToken"], value: false },
  check({ platform, mountsToken, serviceAccount }) {
    if (platform !== "kubernetes") return notConcerned;
    return holds(
      mountsToken,
      (mounts) => {
        const isOwn = serviceAccount !== undefined && serviceAccount !== "default";
        return mounts === false || (mounts === true && isOwn);
      },
      "does not say whether it needs a token, or mounts that of the default account",
    );
  },
};

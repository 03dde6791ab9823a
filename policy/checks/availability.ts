import type { KubernetesObject } from "../model/kubernetes-object";
import { runsPods } from "../model/pod-workload";
import type { Stack } from "../model/stack";
import { at, entries, type Known, knownText, notKnown, text } from "../model/value";
import type { Workload } from "../model/workload";
import type { Policy } from "../policy";
import { fail, holds, notConcerned, pass, unknown, type Verdict } from "../verdict";

const section = "Infrastructure";

/** Does the budget speak of this workload's pods? */
function selects(budget: KubernetesObject, { namespace, labels }: Workload): boolean {
  const wanted = entries(at(budget.fields, "spec", "selector", "matchLabels"));
  const isMatch = wanted.every(([key, value]) => value === notKnown || labels[key] === value);
  return budget.namespace === namespace && wanted.length > 0 && isMatch;
}

function budgetsOf({ objects }: Stack): readonly KubernetesObject[] {
  return objects.filter(({ kind }) => kind === "PodDisruptionBudget");
}

/** Does the budget let no pod go? */
function blocks(budget: KubernetesObject, replicas: Known<number>): Known<boolean> {
  const least = at(budget.fields, "spec", "minAvailable");
  const most = at(budget.fields, "spec", "maxUnavailable");
  if (least === notKnown || most === notKnown || replicas === notKnown) return notKnown;
  if (most !== undefined) return most === 0 || most === "0" || most === "0%";
  return least === "100%" || (replicas !== undefined && Number(knownText(least) ?? least) >= replicas);
}

/** An API group of somebody else than Kubernetes: `monitoring.coreos.com/v1`. */
const ownGroup = /^(?!.*\.k8s\.io\/)[^/]+\.[^/]+\//;

/** An operator may make what it selects. */
function selectsNothing({ objects }: Stack): Verdict {
  const isOperated = objects.some(({ apiVersion }) => ownGroup.test(apiVersion));
  return isOperated
    ? unknown("selects no workload of this stack; an operator may make it from a custom resource")
    : fail("selects no workload of this stack");
}

export const budgetsAllowEviction: Policy<"stack"> = {
  name: "budgets-allow-eviction",
  section,
  severity: "high",
  subject: "stack",
  description:
    "A disruption budget selects a workload and lets at least one of its pods go: else no node can be drained.",
  fix: "set maxUnavailable: 1, or minAvailable below the number of replicas",
  check: (stack) =>
    budgetsOf(stack).map((budget): Verdict => {
      const about = budget.resource;
      const workload = stack.workloads.find((one) => selects(budget, one));
      if (workload === undefined) return { ...selectsNothing(stack), about };
      return {
        ...holds(blocks(budget, workload.replicas), (blocked) => blocked === false, "lets no pod go"),
        about,
      };
    }),
};

function isReplicated({ replicas, platform, runsForever }: Workload): Known<boolean> {
  if (platform !== "kubernetes" || !runsForever) return false;
  return replicas === notKnown ? notKnown : (replicas ?? 0) >= 2;
}

export const replicasHaveBudget: Policy<"stack"> = {
  name: "replicas-have-budget",
  section,
  severity: "medium",
  subject: "stack",
  description: "What has several replicas keeps some of them while nodes are drained.",
  fix: "add a PodDisruptionBudget that selects it",
  check: (stack) =>
    stack.workloads.flatMap((workload): Verdict | [] => {
      const replicated = isReplicated(workload);
      if (replicated === false || replicated === undefined) return [];
      const has = budgetsOf(stack).some((budget) => selects(budget, workload));
      const verdict =
        replicated === notKnown && !has
          ? unknown("its replicas are not known")
          : has
            ? pass
            : fail("has no disruption budget");
      return { ...verdict, about: workload.resource };
    }),
};

export const replicasSpread: Policy<"workload"> = {
  name: "replicas-spread",
  section,
  severity: "medium",
  subject: "workload",
  description: "Replicas are on different machines, so that one that dies takes only one of them along.",
  fix: "add topologySpreadConstraints on kubernetes.io/hostname, or a podAntiAffinity",
  check(workload) {
    const replicated = isReplicated(workload);
    if (replicated === notKnown) return unknown("its replicas are not known before the deployment");
    return replicated
      ? holds(workload.spreads, (spread) => spread === true, "may have all replicas on one machine")
      : notConcerned;
  },
};

export const claimsAreRetained: Policy<"workload"> = {
  name: "claims-are-retained",
  section,
  severity: "critical",
  subject: "workload",
  description: "Data outlives the workload that wrote it.",
  fix: "set persistentVolumeClaimRetentionPolicy to Retain",
  check: ({ kind, deletesClaims }) =>
    kind === "StatefulSet"
      ? holds(
          deletesClaims,
          (deletes) => deletes !== true,
          "deletes its claims when it is deleted or scaled down",
        )
      : notConcerned,
};

export const objectsHaveLabels: Policy<"object"> = {
  name: "objects-have-labels",
  section,
  severity: "low",
  subject: "object",
  description: "What runs says by its labels what it is, so that people and discovery find it.",
  fix: "set the label app.kubernetes.io/name",
  remedy: { of: "labels", key: "app.kubernetes.io/name" },
  check: ({ kind, fields }) =>
    runsPods(kind)
      ? holds(
          text(at(fields, "metadata", "labels", "app.kubernetes.io/name")),
          (name) => name !== undefined && name !== "",
          "has no label app.kubernetes.io/name",
        )
      : notConcerned,
};

/** Versions of Kubernetes' own kinds that are gone or going: https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
const gone: readonly RegExp[] = [
  /^extensions\/v1beta1$/,
  /^apps\/v1beta[12]$/,
  /^policy\/v1beta1$/,
  /^networking\.k8s\.io\/v1beta1$/,
  /^rbac\.authorization\.k8s\.io\/v1(alpha1|beta1)$/,
  /^batch\/v(1beta1|2alpha1)$/,
  /^autoscaling\/v2beta[12]$/,
  /^(apiextensions|admissionregistration|certificates|coordination|scheduling|storage|discovery|events)\.k8s\.io\/v1beta1$/,
  /^flowcontrol\.apiserver\.k8s\.io\/v1beta[123]$/,
];

export const apiVersionsAreCurrent: Policy<"object"> = {
  name: "api-versions-are-current",
  section,
  severity: "high",
  subject: "object",
  description: "Objects are written in versions that the next Kubernetes still understands.",
  fix: "use the version that the deprecation guide of Kubernetes names",
  check: ({ apiVersion }) =>
    gone.some((pattern) => pattern.test(apiVersion))
      ? fail("is written in a version that Kubernetes has removed")
      : pass,
};

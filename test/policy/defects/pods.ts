import { getAt, type Manifest } from "../manifest";
import { c0, type Defect, manifest, missing, pod, remove, set, web, wrong } from "./defect";

const barePod = (all: Manifest[]) => {
  const template = structuredClone(getAt(manifest(all, web), "spec.template")) as Manifest;
  const labels = { "app.kubernetes.io/name": "bare" };
  all.push({
    apiVersion: "v1",
    kind: "Pod",
    ...template,
    metadata: { name: "bare", namespace: "monitoring", labels },
  });
};

export const pods: readonly Defect[] = [
  missing("containers-run-as-non-root", "nothing says as whom it runs", (all) => {
    set(web, `${pod}.securityContext.runAsNonRoot`, undefined)(all);
    set(web, `${pod}.securityContext.runAsUser`, undefined)(all);
  }),
  wrong("containers-run-as-non-root", "root", set(web, `${c0}.securityContext.runAsUser`, 0)),
  missing(
    "containers-drop-capabilities",
    "no capabilities dropped",
    set(web, `${c0}.securityContext.capabilities`, undefined),
  ),
  wrong(
    "containers-drop-capabilities",
    "one dropped",
    set(web, `${c0}.securityContext.capabilities.drop`, ["KILL"]),
  ),
  wrong(
    "containers-add-no-capabilities",
    "SYS_ADMIN",
    set(web, `${c0}.securityContext.capabilities.add`, ["SYS_ADMIN"]),
  ),
  missing(
    "containers-forbid-privilege-escalation",
    "not said",
    set(web, `${c0}.securityContext.allowPrivilegeEscalation`, undefined),
  ),
  wrong(
    "containers-forbid-privilege-escalation",
    "allowed",
    set(web, `${c0}.securityContext.allowPrivilegeEscalation`, true),
  ),
  wrong("containers-are-not-privileged", "privileged", set(web, `${c0}.securityContext.privileged`, true)),
  missing(
    "containers-set-seccomp",
    "no profile",
    set(web, `${pod}.securityContext.seccompProfile`, undefined),
  ),
  wrong(
    "containers-set-seccomp",
    "unconfined",
    set(web, `${c0}.securityContext.seccompProfile`, { type: "Unconfined" }),
  ),
  missing(
    "containers-have-read-only-root",
    "not said",
    set(web, `${c0}.securityContext.readOnlyRootFilesystem`, undefined),
  ),
  wrong(
    "containers-have-read-only-root",
    "writable",
    set(web, `${c0}.securityContext.readOnlyRootFilesystem`, false),
  ),
  wrong("workloads-avoid-host-namespaces", "host network", set(web, `${pod}.hostNetwork`, true)),
  wrong(
    "workloads-avoid-host-paths",
    "host path",
    set(web, `${pod}.volumes`, [{ name: "root", hostPath: { path: "/" } }]),
  ),
  wrong("containers-avoid-host-ports", "host port", set(web, `${c0}.ports.0.hostPort`, 80)),
  missing("images-have-digests", "a tag alone", set(web, `${c0}.image`, "ghcr.io/shop/web:1.2.3")),
  wrong(
    "images-have-digests",
    "a digest that is none",
    set(web, `${c0}.image`, "ghcr.io/shop/web:1.2.3@sha256:abc"),
    {
      also: ["images-come-from-allowed-registries", "images-have-tags"],
    },
  ),
  missing("images-have-tags", "neither tag nor digest", set(web, `${c0}.image`, "ghcr.io/shop/web"), {
    also: ["images-have-digests"],
  }),
  wrong("images-have-tags", "latest", set(web, `${c0}.image`, "ghcr.io/shop/web:latest"), {
    also: ["images-have-digests"],
  }),
  wrong("images-come-from-allowed-registries", "another registry", (all) => {
    const image = String(getAt(manifest(all, web), `${c0}.image`));
    set(web, `${c0}.image`, image.replace("ghcr.io", "registry.example.org:5000"))(all);
  }),
  missing(
    "workloads-mount-no-unused-token",
    "not said",
    set(web, `${pod}.automountServiceAccountToken`, undefined),
  ),
  wrong(
    "workloads-mount-no-unused-token",
    "the default account's",
    set(web, `${pod}.automountServiceAccountToken`, true),
  ),
  missing("containers-have-liveness-probe", "no liveness probe", set(web, `${c0}.livenessProbe`, undefined)),
  missing(
    "containers-have-readiness-probe",
    "no readiness probe",
    set(web, `${c0}.readinessProbe`, undefined),
  ),
  missing("containers-have-memory-limit", "no limit", set(web, `${c0}.resources.limits.memory`, undefined)),
  wrong(
    "containers-have-memory-limit",
    "a limit of nothing",
    set(web, `${c0}.resources.limits.memory`, "0"),
    {
      also: ["requests-fit-limits"],
    },
  ),
  missing("containers-have-requests", "no requests", set(web, `${c0}.resources.requests`, undefined)),
  wrong("containers-have-requests", "no processor", set(web, `${c0}.resources.requests.cpu`, "0")),
  missing(
    "containers-bound-ephemeral-storage",
    "no limit",
    set(web, `${c0}.resources.limits.ephemeral-storage`, undefined),
  ),
  wrong("requests-fit-limits", "more than the limit", set(web, `${c0}.resources.requests.memory`, "1Gi")),
  wrong("workloads-stop-gracefully", "one second", set(web, `${pod}.terminationGracePeriodSeconds`, 1)),
  wrong("containers-restart", "a bare pod", barePod),
  missing("replicas-spread", "not said", set(web, `${pod}.topologySpreadConstraints`, undefined)),
  wrong("replicas-spread", "no constraint", set(web, `${pod}.topologySpreadConstraints`, [])),
  wrong(
    "claims-are-retained",
    "deleted with it",
    set("StatefulSet/postgres", "spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Delete"),
  ),
  missing("objects-have-labels", "no labels", set(web, "metadata.labels", undefined)),
  wrong(
    "objects-have-labels",
    "an empty name",
    set(web, "metadata.labels", { "app.kubernetes.io/name": "" }),
  ),
  wrong(
    "api-versions-are-current",
    "v1beta1",
    set("PodDisruptionBudget/web", "apiVersion", "policy/v1beta1"),
  ),
  missing("replicas-have-budget", "no budget", remove("PodDisruptionBudget/web")),
  wrong("budgets-allow-eviction", "none may go", set("PodDisruptionBudget/web", "spec.maxUnavailable", 0)),
  wrong("budgets-allow-eviction", "as many as there are", (all) => {
    set("PodDisruptionBudget/web", "spec.maxUnavailable", undefined)(all);
    set("PodDisruptionBudget/web", "spec.minAvailable", 2)(all);
  }),
  wrong(
    "budgets-allow-eviction",
    "selects nothing",
    set("PodDisruptionBudget/web", "spec.selector.matchLabels", { app: "x" }),
    {
      also: ["replicas-have-budget"],
    },
  ),
];

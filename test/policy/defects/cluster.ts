import { type Defect, missing, set, wrong } from "./defect";

const rule = "rules.0";
export const cluster: readonly Defect[] = [
  wrong("roles-have-no-wildcards", "every verb", set("ClusterRole/discovery", `${rule}.verbs`, ["*"])),
  wrong(
    "roles-do-not-escalate",
    "impersonates",
    set("ClusterRole/discovery", `${rule}.verbs`, ["impersonate"]),
  ),
  wrong(
    "cluster-roles-do-not-read-secrets",
    "reads secrets",
    set("ClusterRole/discovery", `${rule}.resources`, ["secrets"]),
  ),
  wrong(
    "bindings-avoid-cluster-admin",
    "administrator",
    set("ClusterRoleBinding/discovery", "roleRef.name", "cluster-admin"),
  ),
  wrong(
    "bindings-name-their-subjects",
    "everybody",
    set("ClusterRoleBinding/discovery", "subjects.0", { kind: "Group", name: "system:authenticated" }),
  ),
  missing(
    "namespaces-deny-ingress",
    "no default",
    set("NetworkPolicy/default-deny", "spec.policyTypes", ["Egress"]),
  ),
  wrong(
    "namespaces-deny-ingress",
    "everybody may come",
    set("NetworkPolicy/default-deny", "spec.ingress", [{}]),
    { also: ["ingress-is-narrow"] },
  ),
  missing(
    "namespaces-deny-egress",
    "no default",
    set("NetworkPolicy/default-deny", "spec.policyTypes", ["Ingress"]),
  ),
  wrong("namespaces-deny-egress", "open egress", set("NetworkPolicy/default-deny", "spec.egress", [{}]), {
    also: ["egress-is-narrow"],
  }),
  missing("egress-is-narrow", "no peer, no port", set("NetworkPolicy/web", "spec.egress", [{}])),
  wrong(
    "egress-is-narrow",
    "the whole internet",
    set("NetworkPolicy/web", "spec.egress", [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }]),
  ),
  missing("ingress-is-narrow", "no peer, no port", set("NetworkPolicy/web", "spec.ingress", [{}])),
  wrong(
    "ingress-is-narrow",
    "the whole internet",
    set("NetworkPolicy/web", "spec.ingress", [{ from: [{ ipBlock: { cidr: "::/0" } }] }]),
  ),
  wrong("services-stay-inside", "a load balancer", set("Service/web", "spec.type", "LoadBalancer")),
  missing("ingresses-have-tls", "no TLS", set("Ingress/web", "spec.tls", undefined)),
  wrong("ingresses-have-tls", "empty TLS", set("Ingress/web", "spec.tls", [])),
  wrong(
    "ingresses-hide-internals",
    "/metrics is public",
    set("Ingress/web", "spec.rules.0.http.paths.0.path", "/metrics"),
  ),
  wrong("ingresses-hide-internals", "every path", set("Ingress/web", "spec.rules.0.http.paths.0.path", "/"), {
    status: "unknown",
  }),
  missing(
    "namespaces-enforce-pod-security",
    "no label",
    set("Namespace/monitoring", "metadata.labels", undefined),
  ),
  wrong(
    "namespaces-enforce-pod-security",
    "privileged",
    set("Namespace/monitoring", "metadata.labels", { "pod-security.kubernetes.io/enforce": "privileged" }),
  ),
  wrong("ports-are-not-published", "on every address", set("docker/proxy", "ports.0.ip", "0.0.0.0")),
  missing("ports-are-not-published", "no address said", set("docker/proxy", "ports.0.ip", undefined)),
  missing("containers-restart", "Docker: no restart", set("docker/proxy", "restart", undefined)),
  missing("workloads-stop-gracefully", "Docker: ten seconds", set("docker/proxy", "stopTimeout", undefined)),
  missing("containers-run-as-non-root", "Docker: the image decides", set("docker/proxy", "user", undefined), {
    status: "unknown",
  }),
];

import type { Exemption } from "../../policy/exemption";

const owner = "belfry";
const expires = "2027-11-30";

/** The same words for several objections. */
function accepted(
  reason: string,
  checks: readonly string[],
  resources: readonly string[],
  until = expires,
): readonly Exemption[] {
  return checks.flatMap((policy) =>
    resources.map((resource) => ({ policy, resource, reason, owner, expires: until })),
  );
}

const lowUser = ["kube-score/container-security-context-user-group-id", "checkov/CKV_K8S_40"];

/** What belfry accepts of what checkers have against production: each with whose decision it is, and its last day. */
export const exemptions: readonly Exemption[] = [
  ...accepted(
    "node-exporter reads the machine's own network, processes and file systems, in a namespace of its own",
    [
      ...["pod-security/host namespaces", "pod-security/restricted volume types"],
      ...["checkov/CKV_K8S_17", "checkov/CKV_K8S_19"],
    ],
    ["DaemonSet belfry-host/node-exporter"],
  ),
  ...accepted(
    "what pods print lies in files of the machine that only root may read; it has no capability besides",
    [
      ...["pod-security/restricted volume types", "pod-security/runAsNonRoot != true"],
      ...["pod-security/runAsUser=0", "checkov/CKV_K8S_23", ...lowUser],
    ],
    ["DaemonSet belfry-host/log-collector*"],
  ),
  ...accepted(
    "it is the account that its image has: PostgreSQL refuses a user without a name, and volumes belong to it already",
    lowUser,
    ["grafana", "postgres", "backup", "redis"].map((name) => `StatefulSet belfry/${name}*`),
  ),
  ...accepted(
    "what is named by digest is what the node has: asking a registry at each start only adds a way not to start",
    ["kube-score/container-image-pull-policy"],
    ["* belfry*/*"],
  ),
  ...accepted(
    "a copy that others ask by name has a Service of its own; serviceName cannot be changed when a stack grows",
    ["kube-score/statefulset-has-servicename"],
    ["StatefulSet belfry/*"],
  ),
  ...accepted(
    "it has one answer on how it is, which asks nobody else; it is restarted after 30 s, out of service after 15",
    ["kube-score/pod-probes-identical"],
    [
      ...["StatefulSet belfry/inbox", "StatefulSet belfry/postgres", "StatefulSet belfry/redis"],
      ...["StatefulSet belfry/backup", "StatefulSet belfry/collector", "Deployment belfry/canary"],
      ...["Deployment belfry/readiness", "Deployment belfry/postgres-exporter"],
      ...["Deployment belfry/redis-exporter", "Deployment belfry/blackbox-exporter"],
      ...["DaemonSet belfry-host/log-collector", "DaemonSet belfry-host/node-exporter"],
    ],
  ),
  ...accepted(
    "its reloader has no port to ask: it watches files, and ends by itself when it cannot",
    ["checkov/CKV_K8S_8", "checkov/CKV_K8S_9"],
    ["StatefulSet belfry/alertmanager", "Deployment belfry/blackbox-exporter"],
  ),
  ...accepted(
    "it asks the API server, as an account of its own that may only read what is named",
    ["checkov/CKV_K8S_38"],
    ["StatefulSet belfry/prometheus", "Deployment belfry/kube-state-metrics"],
  ),
  ...accepted(
    "an image that is made from this clone has a digest once the site's registry has it (belfry:images.digests)",
    ["checkov/CKV_K8S_43"],
    [
      ...["StatefulSet belfry/alertmanager", "StatefulSet belfry/backup", "StatefulSet belfry/inbox"],
      ...["Deployment belfry/blackbox-exporter", "Deployment belfry/readiness", "Deployment belfry/canary"],
    ],
  ),
  ...accepted(
    "no registry could be asked where this version was chosen: npm run images:lock fills its digest in",
    ["checkov/CKV_K8S_43"],
    ["Deployment belfry/redis-exporter"],
    "2027-02-28",
  ),
];

import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { Workload } from "../workload";
import type { Metadata } from "./workload-objects";

/** Lets a workload look at what it declared, in every namespace, and do nothing else; none without such a connection. */
export function makeReaderRole(
  { name, connectsTo }: Workload,
  stack: string,
  metadata: Metadata,
  options: CustomResourceOptions,
): Resource[] {
  const all = connectsTo.flatMap((connection) => (connection.to === "api-server" ? connection.reads : []));
  const reads = [...new Set(all)];
  if (reads.length === 0) return [];
  const { namespace, labels } = metadata(name);
  // A cluster has one of each name, and may have several stacks.
  const role = `${stack}-${name}-reader`;
  const rules = reads.map(ruleFor);
  return [
    new k8s.rbac.v1.ClusterRole(role, { metadata: { name: role, labels }, rules }, options),
    new k8s.rbac.v1.ClusterRoleBinding(
      role,
      {
        metadata: { name: role, labels },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
        subjects: [{ kind: "ServiceAccount", name, namespace }],
      },
      options,
    ),
  ];
}

/** `pods`, `apps/deployments`, a part of an object (`core/nodes/metrics`), or a path of the API server (`/metrics`). */
function ruleFor(read: string) {
  if (read.startsWith("/")) return { nonResourceURLs: [read], verbs: ["get"] };
  const [group = "", ...path] = read.includes("/") ? read.split("/") : ["core", read];
  return {
    apiGroups: [group === "core" ? "" : group],
    resources: [path.join("/")],
    // A part is read, and cannot be listed.
    verbs: path.length > 1 ? ["get"] : ["get", "list", "watch"],
  };
}

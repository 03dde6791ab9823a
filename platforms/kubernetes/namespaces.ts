import * as k8s from "@pulumi/kubernetes";
import { ComponentResource, type CustomResourceOptions, type Output } from "@pulumi/pulumi";
import { ofTheStack } from "./labels";
import { closed } from "./network";
import type { ClusterSettings } from "./settings";

/** The stack's two namespaces, and the connection to the cluster that they are in. */
export interface Namespaces {
  /** Restricted pods, closed network. */
  readonly own: Output<string>;
  /** For what must look at the host, alone; privileged, closed network. */
  readonly host: Output<string>;
  readonly options: CustomResourceOptions;
}

/** The names, known before anything is made. */
export function namespaceNames(namespace: string): { readonly own: string; readonly host: string } {
  return { own: namespace, host: `${namespace}-host` };
}

/** Makes both, each with the Pod Security Standard that it enforces, and closed until a policy opens something. */
export function makeNamespaces(
  { namespace, keepVolumes }: Pick<ClusterSettings, "namespace" | "keepVolumes">,
  options: CustomResourceOptions,
): Namespaces {
  const parent = new ComponentResource("belfry:index:Namespaces", "namespaces", {}, {});
  const make = (name: string, standard: "restricted" | "privileged"): Output<string> => {
    const level = Object.fromEntries(
      ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, standard]),
    );
    // A namespace takes its volume claims with it.
    const kept = { retainOnDelete: keepVolumes && standard === "restricted" };
    const made = new k8s.core.v1.Namespace(
      name,
      { metadata: { name, labels: { ...ofTheStack, ...level } } },
      { parent, ...options, ...kept },
    );
    const inside = made.metadata.name;
    new k8s.networking.v1.NetworkPolicy(
      `${name}-closed`,
      { metadata: { name: "closed", namespace: inside, labels: ofTheStack }, spec: closed },
      { parent, ...options },
    );
    return inside;
  };
  const { own, host } = namespaceNames(namespace);
  return { own: make(own, "restricted"), host: make(host, "privileged"), options };
}

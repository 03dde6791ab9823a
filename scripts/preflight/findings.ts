import type { Config } from "../../config";
import type { ClusterSettings } from "../../platforms/kubernetes/settings";
import { keptSecrets } from "../render/kept-secrets";
import type { KubernetesObject } from "../render/manifests";
import { type ClusterState, statefulSet } from "./cluster-state";
import { needsOf } from "./needs";
import { quantity, readable } from "./quantity";
import { type SecretConfig, settingsNaming } from "./secret-settings";

/** What in the cluster would stop an `up` half-way, each with its place, its value and a fix; empty where nothing does. */
export function findings(
  config: SecretConfig & Pick<Config, "kubernetes">,
  objects: readonly KubernetesObject[],
  state: ClusterState,
): readonly string[] {
  const { kubernetes: settings } = config;
  return [
    ...storageFindings(settings, state),
    ...classFindings(settings, state),
    ...certificateFindings(settings, state),
    ...secretFindings(config, objects, state),
    ...quotaFindings(settings, objects, state),
    ...volumeFindings(objects, state),
  ];
}

const set = (key: string) => `Fix: pulumi config set --path 'belfry:kubernetes.${key}'`;

function listed(names: readonly string[]): string {
  return names.length > 0 ? `only ${names.join(", ")}` : "none at all";
}

function storageFindings(
  { storageClass }: ClusterSettings,
  { storageClasses }: ClusterState,
): readonly string[] {
  const names = storageClasses.map(({ name }) => name);
  if (storageClass === undefined) {
    if (storageClasses.some(({ isDefault }) => isDefault)) return [];
    return [
      `belfry:kubernetes.storageClass is not set, and the cluster has no default StorageClass (${listed(names)}). ${set("storageClass")} <name>.`,
    ];
  }
  if (names.includes(storageClass)) return [];
  return [
    `belfry:kubernetes.storageClass is ${JSON.stringify(storageClass)}: the cluster has no such StorageClass, ${listed(names)}. ${set("storageClass")} <name>.`,
  ];
}

function classFindings({ ingress, priorityClass }: ClusterSettings, state: ClusterState): readonly string[] {
  const missing = (key: string, kind: string, wanted: string | undefined, names: readonly string[]) =>
    wanted === undefined || names.includes(wanted)
      ? []
      : [
          `belfry:kubernetes.${key} is ${JSON.stringify(wanted)}: the cluster has no such ${kind}, ${listed(names)}. ${set(key)} <name>.`,
        ];
  return [
    ...missing("ingress.className", "IngressClass", ingress?.className, state.ingressClasses),
    ...missing("priorityClass", "PriorityClass", priorityClass, state.priorityClasses),
  ];
}

function certificateFindings(
  { ingress, namespace }: ClusterSettings,
  { secrets }: ClusterState,
): readonly string[] {
  if (!ingress || ingress.clusterIssuer || secrets.has(ingress.tlsSecret)) return [];
  return [
    `belfry:kubernetes.ingress.tlsSecret is ${JSON.stringify(ingress.tlsSecret)}: namespace ${namespace} has no such Secret, and no issuer is named that would write it. Fix: kubectl -n ${namespace} create secret tls ${ingress.tlsSecret} --cert=… --key=…, or name belfry:kubernetes.ingress.clusterIssuer.`,
  ];
}

/** Pods wait for ever for a Secret that is not there. */
function secretFindings(
  config: SecretConfig,
  objects: readonly KubernetesObject[],
  { secrets }: ClusterState,
): readonly string[] {
  return keptSecrets(objects)
    .filter(({ secret, key }) => !secrets.get(secret)?.includes(key))
    .map(({ namespace, secret, key }) => {
      const missing = secrets.has(secret) ? "key in it" : "Secret";
      return `${settingsNaming(config, secret, key).join(", ")}: key ${JSON.stringify(key)} of Secret ${JSON.stringify(secret)} is named, and namespace ${namespace} has no such ${missing}. Fix: kubectl -n ${namespace} create secret generic ${secret} --from-file=${key}=<file>, or let your secret store write it.`;
    });
}

/** What a quota must still allow: all of it at a first install; what is there already is counted as used. */
function quotaFindings(
  { namespace }: ClusterSettings,
  objects: readonly KubernetesObject[],
  { quotas, statefulSets }: ClusterState,
): readonly string[] {
  const needs = needsOf(objects, namespace);
  return quotas.flatMap(({ metadata, status: { hard, used } }) =>
    Object.entries(hard).flatMap(([written, most]) => {
      const resource = written === "cpu" || written === "memory" ? `requests.${written}` : written;
      const need = needs[resource];
      // Of a stack that runs, what is used is its own.
      const taken = statefulSets.length > 0 ? 0 : quantity(used[written] ?? "0");
      if (need === undefined || need + taken <= quantity(most)) return [];
      return [
        `ResourceQuota ${metadata.name} of namespace ${namespace} allows ${written} ${most}, and ${readable(resource, need)} more are needed (${readable(resource, taken)} are in use). Fix: raise it to ${readable(resource, need + taken)}, or choose another belfry:kubernetes.namespace.`,
      ];
    }),
  );
}

/** A StatefulSet's volume templates cannot be changed: Pulumi would replace it, kubectl would be refused. */
function volumeFindings(
  objects: readonly KubernetesObject[],
  { statefulSets }: ClusterState,
): readonly string[] {
  const wanted = objects.filter(({ kind }) => kind === "StatefulSet").map((one) => statefulSet.parse(one));
  return wanted.flatMap(({ metadata, spec }) => {
    const there = statefulSets.find((one) => one.metadata.name === metadata.name);
    return spec.volumeClaimTemplates.flatMap((template) => {
      const before = there?.spec.volumeClaimTemplates.find(
        (one) => one.metadata.name === template.metadata.name,
      );
      const [old, size] = [before, template].map((one) => one?.spec.resources.requests.storage);
      if (!old || !size || quantity(old) === quantity(size)) return [];
      const claim = `${template.metadata.name}-${metadata.name}-0`;
      const place = `-n ${metadata.namespace}`;
      return [
        `StatefulSet ${metadata.name}: its volume ${template.metadata.name} was made with ${old}, and ${size} is declared now; the size in a StatefulSet cannot be changed. Fix: kubectl ${place} patch pvc ${claim} -p '{"spec":{"resources":{"requests":{"storage":"${size}"}}}}' where its class allows growth, then kubectl ${place} delete statefulset ${metadata.name} --cascade=orphan (its pods and volumes stay) and up again; or set the retention back.`,
      ];
    });
  });
}

import * as k8s from "@pulumi/kubernetes";
import {
  type ComponentResource,
  type CustomResourceOptions,
  type Input,
  type Resource,
  secret,
} from "@pulumi/pulumi";
import type { Workload } from "../workload";
import { makeAddress } from "./address";
import { makeController, podTemplate } from "./controller";
import { labelsOf, selectorOf } from "./labels";
import { fileMounts, secretMounts } from "./mounts";
import { type Member, type Policy, policiesOf, senderPolicy } from "./network";
import { makeReaderRole } from "./reader-role";
import type { KubernetesSettings } from "./settings";

/** Where a workload's objects go. */
export interface Site {
  readonly self: Member;
  /** Every workload whose place is known: those that it may talk to. */
  readonly members: readonly Member[];
  readonly settings: KubernetesSettings;
  /** A namespace by its name, once it is there. */
  readonly namespace: (name: string) => Input<string>;
  readonly options: CustomResourceOptions;
}

/** Makes an object's metadata. */
export type Metadata = (name: string) => {
  readonly name: string;
  readonly namespace: Input<string>;
  readonly labels: Record<string, string>;
};

/** Makes the objects of one workload as children of `parent`; its pods start when all that they need is there. */
export function makeObjects(workload: Workload, site: Site, parent: ComponentResource): void {
  const { name, replicas = 1 } = workload;
  const options = { parent, ...site.options };
  const labels = labelsOf(name);
  const metadata: Metadata = (own) => ({ name: own, namespace: site.namespace(site.self.namespace), labels });
  const files = fileMounts(workload);
  const secrets = secretMounts(workload, `${name}-secrets`);
  const given = {
    volumes: [...files.volumes, ...secrets.volumes],
    mounts: [...files.mounts, ...secrets.mounts],
  };
  // First, since both may refuse (an image that is not pinned, a connection to nobody): then nothing is made.
  const opened = policies(workload, site);
  const template = podTemplate(workload, given, site.settings);
  const needed: Resource[] = [
    new k8s.core.v1.ServiceAccount(
      name,
      { metadata: metadata(name), automountServiceAccountToken: false },
      options,
    ),
    ...files.configMaps.map(
      (texts) =>
        new k8s.core.v1.ConfigMap(texts.name, { metadata: metadata(texts.name), data: texts.data }, options),
    ),
    ...makeSecret(workload, secrets.keys, metadata, options),
    ...makeReaderRole(workload, site.settings.kubernetes.namespace, metadata, options),
    ...opened.map(({ name: own, namespace, spec }) => {
      const where = { name: own, namespace: site.namespace(namespace), labels };
      return new k8s.networking.v1.NetworkPolicy(own, { metadata: where, spec }, options);
    }),
    ...makeAddress(workload, site.settings.kubernetes.ingress, metadata, options),
  ];
  if (replicas > 1) {
    const selector = { matchLabels: selectorOf(name) };
    const spec = { maxUnavailable: 1, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" };
    new k8s.policy.v1.PodDisruptionBudget(name, { metadata: metadata(name), spec }, options);
  }
  makeController(workload, template, site.settings, metadata, { ...options, dependsOn: needed });
}

function makeSecret(
  { name, secrets = {} }: Workload,
  keys: ReadonlyMap<string, string>,
  metadata: Metadata,
  options: CustomResourceOptions,
): Resource[] {
  const entries = Object.entries(secrets).map(([path, value]) => [keys.get(path), secret(value)] as const);
  if (entries.length === 0) return [];
  const own = `${name}-secrets`;
  return [
    new k8s.core.v1.Secret(
      own,
      { metadata: metadata(own), stringData: Object.fromEntries(entries) },
      options,
    ),
  ];
}

/** One for each declared connection, each once. */
function policies({ connectsTo }: Workload, { self, members, settings }: Site): readonly Policy[] {
  const all = [
    ...connectsTo.flatMap((connection) => policiesOf(self, connection, members, settings.kubernetes)),
    ...senderPolicy(self),
  ];
  return [...new Map(all.map((policy) => [policy.name, policy])).values()];
}

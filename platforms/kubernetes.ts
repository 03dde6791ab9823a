import * as k8s from "@pulumi/kubernetes";
import type { ComponentResource } from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { isVisible } from "./cluster-parts";
import { clusterDiscovery } from "./kubernetes/discovery";
import { makeNamespaces, namespaceNames } from "./kubernetes/namespaces";
import type { Member } from "./kubernetes/network";
import { placeIn } from "./kubernetes/place";
import type { KubernetesSettings } from "./kubernetes/settings";
import { makeObjects } from "./kubernetes/workload-objects";
import type { Platform } from "./platform";
import type { Port, Workload } from "./workload";

/**
 * Runs workloads as pods, in a namespace that enforces the restricted standard and closes the network but for what is
 * declared. It falls short where a cluster does: a changed file reaches a running pod after the kubelet's next look
 * (about a minute), and a server that reloads on a signal alone is restarted instead.
 */
export function kubernetesPlatform(settings: KubernetesSettings): Platform {
  const { kubeconfig, context, namespace, ingress } = settings.kubernetes;
  const provider = new k8s.Provider("kubernetes", {
    ...(kubeconfig && { kubeconfig }),
    ...(context && { context }),
    enableServerSideApply: true,
    // Else each change of a text makes a new object, and deletes the old one.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  });
  const names = namespaceNames(namespace);
  const made = makeNamespaces(settings.kubernetes, { provider });
  const members = new Map<string, Member>();
  const workloads = new Set<string>();

  function member(name: string, ports: Readonly<Record<string, Port>>, watchesHost = false): Member {
    const found = { name, namespace: watchesHost ? names.host : names.own, ports };
    members.set(name, found);
    return found;
  }

  const copies = (name: string) => settings.copies[name] ?? 1;
  const placeOf = (one: Member) =>
    placeIn(one, { copies: copies(one.name), publicHost: ingress?.hosts[one.name] });

  return {
    name: "kubernetes",
    place: (name, ports, where) => placeOf(member(name, ports, where?.watchesHost)),
    copies,
    offers: (product) => isVisible(product, settings.kubernetes.visible),
    programPath: (_product, binary) => binary,
    discovery: clusterDiscovery(settings.kubernetes),
    run(workload: Workload, parent: ComponentResource) {
      const { name, ports } = workload;
      if (workloads.has(name)) throw new Error(`Two workloads are called ${name}. Fix: rename one.`);
      workloads.add(name);
      const self = member(name, ports, workload.watchesHost !== undefined);
      makeObjects(
        workload,
        {
          ...{ self, members: [...members.values()], settings },
          namespace: (wanted) => (wanted === names.host ? made.host : made.own),
          options: made.options,
        },
        parent,
      );
      return { place: placeOf(self), available: true };
    },
    password: (name, parent) =>
      new random.RandomPassword(name, { length: 32, special: false }, { parent }).result,
  };
}

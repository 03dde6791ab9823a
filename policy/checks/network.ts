import type { KubernetesObject } from "../model/kubernetes-object";
import type { Resource } from "../model/resource";
import type { Stack } from "../model/stack";
import { at, entries, items, knownText, notKnown, text, type Value } from "../model/value";
import type { Policy } from "../policy";
import { fail, holds, notConcerned, pass, unknown, type Verdict } from "../verdict";

const section = "Security";

/** Namespaces that run pods, each as it is declared; the first thing that it runs stands for one made elsewhere. */
function usedNamespaces({ workloads, objects }: Stack): ReadonlyMap<string, Resource> {
  const used = new Map<string, Resource>();
  const declared = (name: string) => objects.find((one) => one.kind === "Namespace" && one.name === name);
  for (const { platform, namespace, resource } of workloads) {
    if (platform === "kubernetes" && !used.has(namespace))
      used.set(namespace, declared(namespace)?.resource ?? resource);
  }
  return used;
}

function policyTypes(fields: Value): readonly string[] {
  return items(at(fields, "spec", "policyTypes")).flatMap((one) => knownText(one) ?? []);
}

/** Does it close a direction for every pod of its namespace? */
function closes({ kind, fields }: KubernetesObject, direction: "Ingress" | "Egress"): boolean {
  if (kind !== "NetworkPolicy") return false;
  const selector = at(fields, "spec", "podSelector");
  const isForAll =
    selector !== notKnown &&
    entries(selector).every(([, part]) => entries(part).length + items(part).length === 0);
  const rules = items(at(fields, "spec", direction.toLowerCase()));
  return isForAll && rules.length === 0 && policyTypes(fields).includes(direction);
}

function closedEverywhere(stack: Stack, direction: "Ingress" | "Egress"): readonly Verdict[] {
  return [...usedNamespaces(stack)].map(([namespace, about]) => {
    const own = stack.objects.filter((object) => object.namespace === namespace);
    if (own.some((object) => closes(object, direction))) return { ...pass, about };
    const why = `namespace ${namespace} has no NetworkPolicy that closes ${direction.toLowerCase()} for all of its pods`;
    return { ...fail(why), about };
  });
}

export const namespacesDenyIngress: Policy<"stack"> = {
  name: "namespaces-deny-ingress",
  section,
  severity: "high",
  subject: "stack",
  description: "Nobody reaches a pod but whom a policy names.",
  fix: "add a NetworkPolicy with podSelector {} and policyTypes [Ingress], and one for each allowed path",
  check: (stack) => closedEverywhere(stack, "Ingress"),
};

export const namespacesDenyEgress: Policy<"stack"> = {
  name: "namespaces-deny-egress",
  section,
  severity: "high",
  subject: "stack",
  description: "A pod reaches nobody but whom a policy names: what is stolen cannot leave.",
  fix: "add a NetworkPolicy with podSelector {} and policyTypes [Egress], and one for each allowed path",
  check: (stack) => closedEverywhere(stack, "Egress"),
};

function isOpen(rule: Value, peers: "to" | "from"): boolean {
  const named = items(at(rule, peers));
  const isAnybody =
    named.length === 0 ||
    named.some((peer) => /^(0\.0\.0\.0|::)\/0$/.test(knownText(at(peer, "ipBlock", "cidr")) ?? ""));
  return isAnybody && items(at(rule, "ports")).length === 0;
}

function noOpenRule({ kind, fields }: KubernetesObject, direction: "egress" | "ingress") {
  if (kind !== "NetworkPolicy") return notConcerned;
  const rules = at(fields, "spec", direction);
  if (rules === notKnown || items(rules).includes(notKnown))
    return unknown("its rules are not known before the deployment");
  const open = items(rules).some((rule) => isOpen(rule, direction === "egress" ? "to" : "from"));
  return open ? fail(`has an ${direction} rule that names neither whom nor which port`) : pass;
}

export const egressIsNarrow: Policy<"object"> = {
  name: "egress-is-narrow",
  section,
  severity: "high",
  subject: "object",
  description: "A rule that lets traffic out names whom it may reach, or at least the ports.",
  fix: "name `to` and `ports` in each egress rule",
  check: (object) => noOpenRule(object, "egress"),
};

export const ingressIsNarrow: Policy<"object"> = {
  name: "ingress-is-narrow",
  section,
  severity: "medium",
  subject: "object",
  description: "A rule that lets traffic in names who may come, or at least the ports.",
  fix: "name `from` and `ports` in each ingress rule",
  check: (object) => noOpenRule(object, "ingress"),
};

export const servicesStayInside: Policy<"object"> = {
  name: "services-stay-inside",
  section,
  severity: "high",
  subject: "object",
  description: "Services are reached from inside the cluster; what is public comes through an Ingress.",
  fix: "use type ClusterIP, or name the service in the setting publicServices",
  uses: ["publicServices"],
  check({ kind, name, apiVersion, fields }, { publicServices }) {
    if (kind !== "Service" || apiVersion !== "v1" || publicServices.includes(name)) return notConcerned;
    return holds(
      text(at(fields, "spec", "type")),
      (type) => type !== "LoadBalancer" && type !== "NodePort",
      "can be reached from outside the cluster",
    );
  },
};

export const portsAreNotPublished: Policy<"container"> = {
  name: "ports-are-not-published",
  section,
  severity: "high",
  subject: "container",
  description: "Docker publishes on loopback only, but for the ports that are meant to be public.",
  fix: "publish on 127.0.0.1, or name the port in the setting publicPorts",
  uses: ["publicPorts"],
  check({ container: { ports }, workload: { platform } }, { publicPorts }) {
    if (platform !== "docker") return notConcerned;
    return holds(
      ports,
      (all) =>
        (all ?? []).every(({ hostPort, hostAddress }) => {
          const isLoopback = hostAddress === "127.0.0.1" || hostAddress === "::1";
          return hostPort === undefined || isLoopback || publicPorts.some((port) => port === hostPort);
        }),
      "publishes a port on every address of its machine",
    );
  },
};

export const ingressesHaveTls: Policy<"object"> = {
  name: "ingresses-have-tls",
  section,
  severity: "critical",
  subject: "object",
  description: "What is public is encrypted.",
  fix: "set spec.tls with the host and the secret of its certificate",
  check({ kind, fields }) {
    if (kind !== "Ingress") return notConcerned;
    const tls = at(fields, "spec", "tls");
    if (tls === notKnown) return unknown("its TLS settings are not known before the deployment");
    return items(tls).length > 0 ? pass : fail("has no TLS");
  },
};

const internalPath = /^\/(metrics|ready|readyz|debug|actuator|internal)(\/|$)/;

export const ingressesHideInternals: Policy<"object"> = {
  name: "ingresses-hide-internals",
  section,
  severity: "high",
  subject: "object",
  description: "Metrics, readiness and debug paths are not public.",
  fix: "remove the path from the Ingress",
  check({ kind, fields }) {
    if (kind !== "Ingress") return notConcerned;
    const rules = items(at(fields, "spec", "rules"));
    const paths = rules.flatMap((rule) =>
      items(at(rule, "http", "paths")).map((path) => knownText(at(path, "path")) ?? "/"),
    );
    if (paths.some((path) => internalPath.test(path))) return fail("publishes an internal path");
    return paths.includes("/")
      ? unknown("it publishes every path: only a probe from outside tells what the service refuses")
      : pass;
  },
};

export const namespacesEnforcePodSecurity: Policy<"object"> = {
  name: "namespaces-enforce-pod-security",
  section,
  severity: "high",
  subject: "object",
  description: "The API server itself refuses pods that are not restricted.",
  fix: "label the namespace pod-security.kubernetes.io/enforce: restricted",
  check({ kind, fields }) {
    if (kind !== "Namespace") return notConcerned;
    return holds(
      text(at(fields, "metadata", "labels", "pod-security.kubernetes.io/enforce")),
      (level) => level === "restricted",
      "does not enforce the restricted Pod Security Standard",
    );
  },
};

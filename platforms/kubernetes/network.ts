import type { types } from "@pulumi/kubernetes";
import type { Connection, Port } from "../workload";
import { selectorOf, slug } from "./labels";
import type { ClusterSettings } from "./settings";

type Spec = types.input.networking.v1.NetworkPolicySpec;
type Peer = types.input.networking.v1.NetworkPolicyPeer;
type PolicyPort = types.input.networking.v1.NetworkPolicyPort;

/** A workload as the network sees it. */
export interface Member {
  readonly name: string;
  readonly namespace: string;
  readonly ports: Readonly<Record<string, Port>>;
}

/** A NetworkPolicy to make. */
export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly spec: Spec;
}

/** Neither in nor out, for every pod of a namespace. */
export const closed: Spec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/** "The internet" is everything but the ranges that nobody routes there, and what the settings open of them. */
export const privateRanges = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];
const dnsPorts: readonly PolicyPort[] = [
  { port: 53, protocol: "UDP" },
  { port: 53, protocol: "TCP" },
];
/** The number that Services use, and the usual one of the server itself. */
const apiServerPorts = [443, 6443];

function tcp(ports: readonly number[]): PolicyPort[] {
  return ports.map((port) => ({ port, protocol: "TCP" }));
}

function numbered({ number, protocol }: Port): PolicyPort {
  return { port: number, protocol: protocol === "udp" ? "UDP" : "TCP" };
}

function pods({ name, namespace }: Member): Peer {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: selectorOf(name) },
  };
}

function opening(
  from: Member,
  direction: "Ingress" | "Egress",
  peers: readonly Peer[],
  ports: readonly PolicyPort[],
): Spec {
  const podSelector = { matchLabels: selectorOf(from.name) };
  const rule = { ports: [...ports] };
  return direction === "Ingress"
    ? { podSelector, policyTypes: ["Ingress"], ingress: [{ from: [...peers], ...rule }] }
    : { podSelector, policyTypes: ["Egress"], egress: [{ to: [...peers], ...rule }] };
}

function cidrs(ranges: readonly string[], key: string, name: string): readonly Peer[] {
  if (ranges.length > 0) return ranges.map((cidr) => ({ ipBlock: { cidr } }));
  throw new Error(
    `${name} must reach the cluster's ${key === "nodes" ? "nodes" : "API server"}, and belfry:kubernetes.${key} names no range. Fix: pulumi config set --path 'belfry:kubernetes.${key}[0]' <CIDR>.`,
  );
}

/** The policies that open one declared connection: out of the one who asks and, within the stack, in to the one asked. */
export function policiesOf(
  from: Member,
  connection: Connection,
  members: readonly Member[],
  cluster: ClusterSettings,
): readonly Policy[] {
  const out = (what: string, peers: readonly Peer[], ports: readonly PolicyPort[]): Policy => ({
    name: slug(`${from.name}-to-${what}`),
    namespace: from.namespace,
    spec: opening(from, "Egress", peers, ports),
  });
  const into = (target: Member, what: string, ports: readonly PolicyPort[]): Policy => ({
    name: slug(`${target.name}-${what}-from-${from.name}`),
    namespace: target.namespace,
    spec: opening(target, "Ingress", [pods(from)], ports),
  });
  switch (connection.to) {
    case "dns": {
      const peer = {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": cluster.dnsNamespace } },
      };
      return [out("dns", [peer], dnsPorts)];
    }
    case "api-server":
      return [out("api-server", cidrs(cluster.apiServer, "apiServer", from.name), tcp(apiServerPorts))];
    case "nodes":
      return [out("nodes", cidrs(cluster.nodes, "nodes", from.name), tcp(connection.ports))];
    case "internet":
      return [
        out(
          "internet",
          [
            { ipBlock: { cidr: "0.0.0.0/0", except: privateRanges } },
            ...cluster.outside.map((cidr) => ({ ipBlock: { cidr } })),
          ],
          tcp([...new Set(connection.ports)]),
        ),
      ];
    case "any-namespace": {
      const asked = members.flatMap((member) => {
        const ports = Object.values(member.ports).filter(({ number }) => connection.ports.includes(number));
        // Itself, too: under its Service's name it comes in from outside.
        return ports.length > 0 ? [into(member, "asked", ports.map(numbered))] : [];
      });
      return [out("any-namespace", [{ namespaceSelector: {} }], tcp(connection.ports)), ...asked];
    }
    case "workload": {
      const { target, port } = find(from, connection, members);
      const ports = [numbered(port)];
      return [
        out(`${connection.name}-${connection.port}`, [pods(target)], ports),
        into(target, connection.port, ports),
      ];
    }
  }
}

function find(from: Member, { name, port }: Connection & { to: "workload" }, members: readonly Member[]) {
  const target = members.find((member) => member.name === name);
  const found = target?.ports[port];
  if (target && found) return { target, port: found };
  const known = target ? Object.keys(target.ports) : members.map((member) => member.name);
  throw new Error(
    `${from.name} connects to ${name}:${port}, and there is no such ${target ? "port" : "workload"}. Fix: use one of ${known.join(", ")}.`,
  );
}

/** The ports that senders know by heart are open to senders in every namespace. */
export function senderPolicy(to: Member): readonly Policy[] {
  const fixed = Object.values(to.ports).filter((port) => port.fixed);
  if (fixed.length === 0) return [];
  const spec = opening(to, "Ingress", [{ namespaceSelector: {} }], fixed.map(numbered));
  return [{ name: `${to.name}-from-senders`, namespace: to.namespace, spec }];
}

/** People come in through the ingress controller. */
export function ingressPolicy(to: Member, port: Port, controllerNamespace: string): Policy {
  const peer = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": controllerNamespace } } };
  return {
    name: `${to.name}-from-ingress`,
    namespace: to.namespace,
    spec: opening(to, "Ingress", [peer], [numbered(port)]),
  };
}

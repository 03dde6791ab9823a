import { z } from "zod";
import type { KubernetesObject } from "./manifests";

const port = z.object({ port: z.number(), protocol: z.string() });
const peer = z.object({
  ipBlock: z.object({ cidr: z.string() }).optional(),
  namespaceSelector: z.object({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
  podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
});
const policy = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    podSelector: z.object({ matchLabels: z.record(z.string(), z.string()).optional() }),
    ingress: z.array(z.object({ from: z.array(peer), ports: z.array(port) })).default([]),
    egress: z.array(z.object({ to: z.array(peer), ports: z.array(port) })).default([]),
  }),
});

/** One way that the network leaves open. */
interface Path {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
}

const nameLabel = "app.kubernetes.io/name";
/** Ranges of addresses have no name of their own; the policy that opens them has. */
const ranges = {
  "api-server": "the API server (`belfry:kubernetes.apiServer`)",
  nodes: "the nodes (`belfry:kubernetes.nodes`)",
  internet: "the internet (no private range)",
};

/** A table, in Markdown, of every way that the stack's NetworkPolicies leave open; each is listed once, from its sender. */
export function networkPaths(objects: readonly KubernetesObject[]): string {
  const paths = objects
    .filter(({ kind }) => kind === "NetworkPolicy")
    .flatMap((one) => pathsOf(policy.parse(one)));
  const lines = paths.map(({ from, to, ports }) => `| ${from} | ${to} | ${ports} |`);
  return [
    "# Who may talk to whom in production",
    "",
    "Made from the NetworkPolicies of `npm run render -- --stack prod` by `npm run generate`. What is not listed is closed, in",
    "both directions: a way within the stack is opened at both of its ends.",
    "",
    "| from | to | ports |",
    "|---|---|---|",
    ...[...new Set(lines)].sort(),
    "",
  ].join("\n");
}

function pathsOf({ metadata: { name }, spec }: z.infer<typeof policy>): readonly Path[] {
  const self = spec.podSelector.matchLabels?.[nameLabel] ?? "everything";
  return [
    ...spec.egress.flatMap(({ to, ports }) =>
      to.map((one) => ({ from: self, to: described(one, name), ports: listed(ports) })),
    ),
    // From a workload of the stack: that one's own policy tells it.
    ...spec.ingress.flatMap(({ from, ports }) =>
      from
        .filter(({ podSelector }) => podSelector === undefined)
        .map((one) => ({ from: described(one, name), to: self, ports: listed(ports) })),
    ),
  ];
}

function described(
  { ipBlock, namespaceSelector, podSelector }: z.infer<typeof peer>,
  policyName: string,
): string {
  if (ipBlock) {
    if (policyName.endsWith("-to-internet") && ipBlock.cidr !== "0.0.0.0/0") {
      return `${ipBlock.cidr} (\`belfry:kubernetes.outside\`)`;
    }
    const range = Object.entries(ranges).find(([key]) => policyName.endsWith(`-to-${key}`));
    return range ? range[1] : ipBlock.cidr;
  }
  const namespace = namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"];
  return podSelector?.matchLabels[nameLabel] ?? (namespace ? `namespace ${namespace}` : "any namespace");
}

function listed(ports: readonly z.infer<typeof port>[]): string {
  return ports.map((one) => (one.protocol === "TCP" ? `${one.port}` : `${one.port}/udp`)).join(", ");
}

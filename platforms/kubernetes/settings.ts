import { z } from "zod";
import { hideable, usuallyVisible } from "../cluster-parts";
import type { ImageSettings } from "../image-reference";

const label = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: "expected a DNS label: at most 63 lower-case letters, digits and dashes, no dash at its ends",
});
const hostName = z.string().regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/, {
  error: 'expected a host name such as "grafana.example.com"',
});
const ranges = z
  .array(z.cidrv4({ error: 'expected a range of addresses such as "10.0.0.0/16"' }))
  .default([]);

/** How people reach what they open in a browser. */
const ingressSchema = z.strictObject({
  className: label,
  /** Host names by workload: `{ grafana: "grafana.example.com" }`. Nothing else is reachable from outside. */
  hosts: z.record(label, hostName),
  /** Secret that holds the certificate; an issuer writes it where one is named. */
  tlsSecret: label,
  /** cert-manager's ClusterIssuer. @default none: the secret is there already */
  clusterIssuer: label.exactOptional(),
  /** Namespace in which the ingress controller runs: the network opens to it alone. */
  controllerNamespace: label,
});

/** What the stack must know about the cluster. */
export const clusterSchema = z.strictObject({
  /** Path of the kubeconfig. @default what kubectl would take */
  kubeconfig: z.string().exactOptional(),
  /** Context in it. @default the current one */
  context: z.string().exactOptional(),
  /** Namespace of the stack; what must look at the host lives alone in `<namespace>-host`. */
  namespace: label.max(58).default("belfry"),
  /** @default the cluster's default class */
  storageClass: z.string().exactOptional(),
  /** Do volumes outlive `pulumi destroy`? */
  keepVolumes: z.boolean().default(true),
  /** An existing PriorityClass. @default none */
  priorityClass: label.exactOptional(),
  /** Where the API server answers: the only way there that the network leaves open. */
  apiServer: ranges,
  /** Where the nodes are. */
  nodes: ranges,
  /** Private ranges that are outside of the cluster and reached like the internet: a mail relay, a bucket. @default none */
  outside: ranges,
  /** Namespace in which the cluster's DNS runs. */
  dnsNamespace: label.default("kube-system"),
  /** Parts of the cluster that can be seen; of the others there are no rules. @default what managed clusters show */
  visible: z.array(z.enum(hideable)).default([...usuallyVisible]),
  /** @default nothing is reachable from outside the cluster */
  ingress: ingressSchema.exactOptional(),
});

export type IngressSettings = z.infer<typeof ingressSchema>;
export type ClusterSettings = z.infer<typeof clusterSchema>;

export interface KubernetesSettings {
  /** How many copies of a workload run, by its name; one of any other. */
  readonly copies: Readonly<Record<string, number>>;
  readonly kubernetes: ClusterSettings;
  readonly images: ImageSettings;
}

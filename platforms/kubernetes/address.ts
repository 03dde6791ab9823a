import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { Workload } from "../workload";
import { selectorOf } from "./labels";
import { ingressPolicy } from "./network";
import type { IngressSettings } from "./settings";
import type { Metadata } from "./workload-objects";

/** The workload's name in the cluster, and its host name outside where it has one. */
export function makeAddress(
  workload: Workload,
  ingress: IngressSettings | undefined,
  metadata: Metadata,
  options: CustomResourceOptions,
): Resource[] {
  const { name, ports } = workload;
  if (Object.keys(ports).length === 0) return [];
  const service = new k8s.core.v1.Service(
    name,
    {
      metadata: metadata(name),
      spec: {
        selector: selectorOf(name),
        ports: Object.entries(ports).map(([key, { number, protocol }]) => ({
          name: key,
          port: number,
          targetPort: key,
          protocol: protocol === "udp" ? "UDP" : "TCP",
        })),
      },
    },
    options,
  );
  const host = ingress?.hosts[name];
  return ingress && host ? [service, ...makeIngress(workload, host, ingress, metadata, options)] : [service];
}

function makeIngress(
  { name, ports }: Workload,
  host: string,
  ingress: IngressSettings,
  metadata: Metadata,
  options: CustomResourceOptions,
): Resource[] {
  const { className, tlsSecret, clusterIssuer, controllerNamespace } = ingress;
  const port = ports.http;
  if (!port)
    throw new Error(`belfry:kubernetes.ingress.hosts.${name}: ${name} has no port http. Fix: remove it.`);
  const annotations = clusterIssuer ? { "cert-manager.io/cluster-issuer": clusterIssuer } : {};
  const { namespace, labels } = metadata(name);
  const policy = ingressPolicy({ name, namespace: "", ports }, port, controllerNamespace);
  return [
    new k8s.networking.v1.NetworkPolicy(
      policy.name,
      { metadata: { name: policy.name, namespace, labels }, spec: policy.spec },
      options,
    ),
    new k8s.networking.v1.Ingress(
      name,
      {
        metadata: { ...metadata(name), annotations },
        spec: {
          ingressClassName: className,
          tls: [{ hosts: [host], secretName: tlsSecret }],
          rules: [
            {
              host,
              http: {
                paths: [
                  { path: "/", pathType: "Prefix", backend: { service: { name, port: { name: "http" } } } },
                ],
              },
            },
          ],
        },
      },
      options,
    ),
  ];
}

import type { types } from "@pulumi/kubernetes";
import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { Workload } from "../workload";
import { copyName, peersName, selectorOf } from "./labels";
import { ingressPolicy } from "./network";
import type { IngressSettings } from "./settings";
import type { Metadata } from "./workload-objects";

/** The workload's name in the cluster, those of its copies, and its host name outside where it has one. */
export function makeAddress(
  workload: Workload,
  ingress: IngressSettings | undefined,
  metadata: Metadata,
  options: CustomResourceOptions,
): Resource[] {
  const { name, ports } = workload;
  if (Object.keys(ports).length === 0) return [];
  const services = Object.entries(serviceSpecs(workload)).map(
    ([own, spec]) => new k8s.core.v1.Service(own, { metadata: metadata(own), spec }, options),
  );
  const host = ingress?.hosts[name];
  return ingress && host
    ? [...services, ...makeIngress(workload, host, ingress, metadata, options)]
    : services;
}

/**
 * The Services of a workload, by name. One for each copy rather than the names that a StatefulSet gives its pods: those
 * need another `serviceName`, which cannot be changed, so that a stack that grows would have to be made anew.
 */
function serviceSpecs({
  name,
  ports: declared,
  named,
  replicas = 1,
}: Workload): Record<string, types.input.core.v1.ServiceSpec> {
  const selector = selectorOf(name);
  const ports = Object.entries(declared).map(([key, { number, protocol }]) => ({
    name: key,
    port: number,
    targetPort: key,
    protocol: protocol === "udp" ? "UDP" : "TCP",
  }));
  const copies = Array.from({ length: named ? replicas : 0 }, (_, ordinal) => {
    const own = copyName(name, ordinal);
    return [own, { selector: { ...selector, "statefulset.kubernetes.io/pod-name": own }, ports }] as const;
  });
  // Peers must find each other before any of them is ready.
  const peers = { selector, ports, clusterIP: "None", publishNotReadyAddresses: true };
  return {
    [name]: { selector, ports },
    ...Object.fromEntries(copies),
    ...(named ? { [peersName(name)]: peers } : {}),
  };
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

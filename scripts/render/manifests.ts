import { stringify } from "yaml";
import { z } from "zod";
import type { Registered } from "./registered";
import { yamlForGo } from "./yaml-for-go";

/** A Kubernetes object, as far as its place in a folder depends on it. */
const object = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
});
export type KubernetesObject = z.infer<typeof object>;

/** Manifests by file name, and those that hold secrets apart. */
export interface Manifests {
  readonly files: Readonly<Record<string, string>>;
  readonly secretFiles: Readonly<Record<string, string>>;
  /** Secrets that must be there, `namespace/name`, and their keys. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
}

const nameLabel = "app.kubernetes.io/name";
/** Namespaces come before what is in them: kubectl takes the files of a folder in the order of their names. */
const firstFile = "00-namespaces.yaml";
/** What others need comes first within a file. */
const kindOrder = [
  "Namespace",
  "ServiceAccount",
  "ClusterRole",
  "ClusterRoleBinding",
  "ConfigMap",
  "Service",
];

/** The objects that a program registered for Kubernetes. */
export function kubernetesObjects(registered: readonly Registered[]): readonly KubernetesObject[] {
  const objects = registered.filter(({ type }) => type.startsWith("kubernetes:")).map(({ inputs }) => inputs);
  return objects.map((inputs) => object.parse(inputs)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function rank({ kind, metadata }: KubernetesObject): string {
  const index = kindOrder.indexOf(kind);
  return `${index < 0 ? kindOrder.length : index} ${kind} ${metadata.namespace ?? ""} ${metadata.name}`;
}

/** A file for each workload, one for the namespaces; the same objects give the same bytes. */
export function manifestsOf(objects: readonly KubernetesObject[]): Manifests {
  const secrets = objects.filter(({ kind }) => kind === "Secret");
  return {
    files: byWorkload(objects.filter(({ kind }) => kind !== "Secret")),
    secretFiles: byWorkload(secrets),
    secrets: new Map(
      secrets.map(({ metadata, stringData }) => [
        `${metadata.namespace}/${metadata.name}`,
        Object.keys(Object(stringData)),
      ]),
    ),
  };
}

function byWorkload(objects: readonly KubernetesObject[]): Record<string, string> {
  const files = new Map<string, string[]>();
  for (const one of objects) {
    const workload = one.metadata.labels?.[nameLabel];
    const file = workload ? `${workload}.yaml` : firstFile;
    files.set(file, [...(files.get(file) ?? []), stringify(one, yamlForGo)]);
  }
  return Object.fromEntries([...files].sort().map(([file, texts]) => [file, texts.join("---\n")]));
}

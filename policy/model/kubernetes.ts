import type { File } from "./file";
import type { KubernetesObject } from "./kubernetes-object";
import { parseFile } from "./parse-file";
import { podWorkload, runsPods } from "./pod-workload";
import type { Resource } from "./resource";
import type { Part, SecretValue } from "./stack";
import { at, entries, type Fields, knownText, notKnown, texts, type Value } from "./value";

/** Kinds that are in no namespace. */
const clusterKinds = new Set([
  "APIService",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
  "ValidatingWebhookConfiguration",
]);

/** The object that a resource or a manifest describes; `fallback` is its name where none is written. */
export function kubernetesObject(fields: Fields, id: string, fallback: string): KubernetesObject {
  const kind = knownText(at(fields, "kind")) ?? "?";
  const name = knownText(at(fields, "metadata", "name")) ?? fallback;
  const namespace = knownText(at(fields, "metadata", "namespace")) ?? "default";
  const place = clusterKinds.has(kind) ? name : `${namespace}/${name}`;
  const labels = texts(at(fields, "metadata", "labels"));
  const system = labels.system ?? labels["app.kubernetes.io/part-of"];
  return {
    resource: { id, name: `${kind} ${place}`, ...(system ? { system } : {}) },
    apiVersion: knownText(at(fields, "apiVersion")) ?? "?",
    ...{ kind, name, namespace, labels, fields },
  };
}

/** An object, what it runs, the files that it carries, the secrets that it holds. */
export function kubernetesPart(object: KubernetesObject): Part {
  const { resource, kind } = object;
  return {
    resource,
    object,
    workloads: runsPods(kind) ? [podWorkload(object)] : [],
    files: filesOf(object),
    secrets:
      kind === "Secret"
        ? secretTexts(object.fields).map(([key, value]): SecretValue => ({ resource, key, value }))
        : [],
  };
}

function filesOf({ resource, kind, fields }: KubernetesObject): readonly File[] {
  switch (kind) {
    case "ConfigMap":
      return contents(fields, "data").map(([path, content]) => fileOf(resource, path, content));
    case "Secret":
      // Some keep whole configurations in Secrets (Alertmanager's, Grafana's).
      return secretTexts(fields).flatMap(([path, content]) => {
        const file = fileOf(resource, path, content);
        return file.kind === "other" ? [] : [file];
      });
    case "PrometheusRule":
      return [{ resource, path: "spec", kind: "rules", text: undefined, data: at(fields, "spec") ?? null }];
    default:
      return [];
  }
}

/** What is kept under a key; when nothing of it is known yet, one entry that is not. */
function contents(fields: Fields, key: string): readonly (readonly [string, Value])[] {
  const found = at(fields, key);
  return found === notKnown ? [[key, notKnown]] : entries(found);
}

function fileOf(resource: Resource, path: string, content: Value): File {
  const unknown = { resource, path, kind: "other", text: undefined, data: notKnown } as const;
  return typeof content === "string" ? parseFile(resource, path, content) : unknown;
}

function secretTexts(fields: Fields): readonly (readonly [string, string | typeof notKnown])[] {
  const read = (key: string, decode: (text: string) => string) =>
    contents(fields, key).map(
      ([name, value]) => [name, typeof value === "string" ? decode(value) : notKnown] as const,
    );
  const encoded = read("data", (value) => Buffer.from(value, "base64").toString("utf8"));
  return [...encoded, ...read("stringData", (value) => value)];
}

import type { ContentObject } from "./content-object";

type Texts = Readonly<Record<string, string>>;

/** A ConfigMap, and by what others' tools find it. */
export function configMap(
  name: string,
  data: Texts,
  found: { readonly labels?: Texts; readonly annotations?: Texts } = {},
): ContentObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...found }, data };
}

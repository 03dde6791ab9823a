import { dockerPart } from "./docker";
import { kubernetesObject, kubernetesPart } from "./kubernetes";
import { isLocalUnit, localPart } from "./local-unit";
import type { Part } from "./stack";
import { at, isFields, items, knownText, toValue, type Value } from "./value";

/** A resource as the engine hands it to a policy. */
export interface EngineResource {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  readonly props: unknown;
}

/** What a resource of any Pulumi program is, in the terms of the checks; undefined where no check concerns it. */
export function partOf({ type, urn, name, props }: EngineResource): Part | undefined {
  const kubernetes = /^kubernetes:([\w./-]+):(\w+?)(Patch)?$/.exec(type);
  if (kubernetes && kubernetes[1] !== "yaml" && !kubernetes[1]?.startsWith("helm")) {
    const fields = toValue(props);
    if (!isFields(fields)) return undefined;
    const [, group = "", kind = ""] = kubernetes;
    // Typed resources need not say what they are.
    const whole = { apiVersion: group.replace(/^core\//, ""), kind, ...fields };
    return kubernetesPart(kubernetesObject(whole, urn, name));
  }
  if (type === "docker:index/container:Container") {
    const fields = toValue(props);
    return isFields(fields) ? dockerPart({ id: urn, name: `Container ${name}` }, fields) : undefined;
  }
  if (type.startsWith("pulumi-nodejs:dynamic")) {
    const fields = toValue(props);
    if (!isFields(fields) || !isLocalUnit(fields)) return undefined;
    return localPart({ id: urn, name: `Unit ${name}`, system: "belfry" }, fields);
  }
  return undefined;
}

/** The objects of a YAML document; a List is taken apart. */
export function partsOfManifest(document: Value, file: string): readonly Part[] {
  if (!isFields(document)) return [];
  const kind = knownText(at(document, "kind"));
  if (kind?.endsWith("List") && at(document, "items") !== undefined) {
    return items(at(document, "items")).flatMap((item) => partsOfManifest(item, file));
  }
  if (kind === undefined || at(document, "apiVersion") === undefined) return [];
  const object = kubernetesObject(document, "", "?");
  const id = `${file}: ${object.resource.name}`;
  return [kubernetesPart({ ...object, resource: { ...object.resource, id } })];
}

import type { Evidence } from "./evidence";
import type { File } from "./file";
import type { KubernetesObject } from "./kubernetes-object";
import type { Resource } from "./resource";
import type { Known } from "./value";
import type { Workload } from "./workload";

/** A generated or given secret, for comparison only. Never shown. */
export interface SecretValue {
  readonly resource: Resource;
  readonly key: string;
  readonly value: Known<string>;
}

/** What one resource is, in the terms of the checks. */
export interface Part {
  readonly resource: Resource;
  readonly object?: KubernetesObject;
  readonly workloads: readonly Workload[];
  readonly files: readonly File[];
  readonly secrets: readonly SecretValue[];
}

/** Everything that is deployed together. */
export interface Stack {
  readonly resource: Resource;
  readonly parts: readonly Part[];
  readonly objects: readonly KubernetesObject[];
  readonly workloads: readonly Workload[];
  readonly files: readonly File[];
  readonly secrets: readonly SecretValue[];
  readonly evidence: readonly Evidence[];
  /** When it is judged. */
  readonly now: Date;
}

export function stackOf(
  resource: Resource,
  parts: readonly Part[],
  evidence: readonly Evidence[] = [],
  now = new Date(),
): Stack {
  return {
    resource,
    parts,
    objects: parts.flatMap(({ object }) => object ?? []),
    workloads: parts.flatMap(({ workloads }) => workloads),
    files: parts.flatMap(({ files }) => files),
    secrets: parts.flatMap(({ secrets }) => secrets),
    evidence,
    now,
  };
}

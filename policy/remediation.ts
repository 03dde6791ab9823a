import type { ResourceRemediation } from "@pulumi/policy";
import { runsPods } from "./model/pod-workload";
import type { Remedy } from "./policy";

const podAt: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};
const usualPod = ["spec", "template", "spec"];

interface Bag {
  [key: string]: unknown;
}

function isBag(value: unknown): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The bag at a path, made where it is missing; undefined where something else is in the way. */
function bagAt(root: Bag, path: readonly string[]): Bag | undefined {
  let here = root;
  for (const key of path) {
    const next = here[key] ?? {};
    if (!isBag(next)) return undefined;
    if (here[key] === undefined) here[key] = next;
    here = next;
  }
  return here;
}

function fillIn(props: Bag, path: readonly string[], value: string | boolean): boolean {
  const owner = bagAt(props, path.slice(0, -1));
  const key = path.at(-1) ?? "";
  if (owner === undefined || owner[key] !== undefined) return false;
  owner[key] = value;
  return true;
}

/**
 * Fills in a safe default where nothing is said; what somebody has said stays as it is. A part that is not known yet
 * cannot be read, which CrossGuard reports by itself.
 */
export function remediationOf(remedy: Remedy): ResourceRemediation {
  return ({ type, name, props }) => {
    const kind = /^kubernetes:.*:(\w+)$/.exec(type)?.[1];
    if (kind === undefined || !runsPods(kind)) return undefined;
    const isFilled =
      remedy.of === "pod"
        ? fillIn(props, [...(podAt[kind] ?? usualPod), ...remedy.path], remedy.value)
        : fillIn(props, ["metadata", "labels", remedy.key], name);
    return isFilled ? props : undefined;
  };
}

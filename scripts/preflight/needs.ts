import { z } from "zod";
import type { KubernetesObject } from "../render/manifests";
import { quantity } from "./quantity";

const amounts = z.object({ cpu: z.string(), memory: z.string() }).catchall(z.string());
const container = z.looseObject({
  resources: z.looseObject({ requests: amounts, limits: amounts }),
});
const controller = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().default(1),
    template: z.looseObject({ spec: z.looseObject({ containers: z.array(container) }) }),
    volumeClaimTemplates: z
      .array(
        z.looseObject({
          spec: z.looseObject({ resources: z.object({ requests: z.object({ storage: z.string() }) }) }),
        }),
      )
      .default([]),
  }),
});

/** What a namespace's pods and volumes ask for, by the names that a ResourceQuota uses. */
export function needsOf(
  objects: readonly KubernetesObject[],
  namespace: string,
): Readonly<Record<string, number>> {
  const needs: Record<string, number> = {};
  const add = (name: string, amount: number) => {
    needs[name] = (needs[name] ?? 0) + amount;
  };
  for (const object of objects) {
    if (object.metadata.namespace !== namespace || !["Deployment", "StatefulSet"].includes(object.kind))
      continue;
    const { replicas, template, volumeClaimTemplates } = controller.parse(object).spec;
    add("pods", replicas);
    for (const { resources } of template.spec.containers) {
      for (const side of ["requests", "limits"] as const) {
        for (const [resource, text] of Object.entries(resources[side])) {
          add(`${side}.${resource}`, replicas * quantity(text));
        }
      }
    }
    add("persistentvolumeclaims", replicas * volumeClaimTemplates.length);
    for (const { spec } of volumeClaimTemplates) {
      add("requests.storage", replicas * quantity(spec.resources.requests.storage));
    }
  }
  return needs;
}

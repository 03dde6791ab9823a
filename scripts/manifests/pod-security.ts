import { z } from "zod";
import type { KubernetesObject } from "../render/manifests";
import { type Heard, objection } from "./finding";
import { output } from "./output";

const controller = z.looseObject({
  spec: z.looseObject({ template: z.looseObject({ metadata: z.unknown(), spec: z.unknown() }) }),
});
const violations = z.array(z.object({ name: z.string(), reason: z.string(), detail: z.string() }));

/** Would the API server take each pod into a namespace that enforces the restricted standard? */
export async function podSecurity(program: string, objects: readonly KubernetesObject[]): Promise<Heard> {
  const pods = podsOf(objects);
  return { findings: podSecuritySaid(await output(program, [], JSON.stringify(pods))), looked: pods.length };
}

function podsOf(objects: readonly KubernetesObject[]) {
  return objects
    .filter(({ kind }) => ["Deployment", "StatefulSet", "DaemonSet"].includes(kind))
    .map((object) => {
      const { metadata, spec } = controller.parse(object).spec.template;
      const { namespace, name } = object.metadata;
      return { name: `${object.kind} ${namespace}/${name}`, metadata, spec };
    });
}

export function podSecuritySaid(json: string) {
  return violations
    .parse(JSON.parse(json))
    .map(({ name, reason, detail }) => objection("pod-security", reason, name, detail));
}

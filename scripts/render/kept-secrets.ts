import { z } from "zod";
import type { KubernetesObject } from "./manifests";

const items = z.array(z.looseObject({ key: z.string() }));
const pods = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        volumes: z
          .array(
            z.looseObject({
              projected: z
                .looseObject({
                  sources: z.array(
                    z.looseObject({ secret: z.looseObject({ name: z.string(), items }).optional() }),
                  ),
                })
                .optional(),
            }),
          )
          .default([]),
      }),
    }),
  }),
});

/** A key of a Secret that pods mount and the stack does not make. */
export interface KeptSecret {
  readonly namespace: string;
  readonly secret: string;
  readonly key: string;
}

/** Secrets that the cluster must keep before the pods that mount them are made. */
export function keptSecrets(objects: readonly KubernetesObject[]): readonly KeptSecret[] {
  const made = new Set(objects.filter(({ kind }) => kind === "Secret").map(({ metadata }) => metadata.name));
  return objects
    .filter(({ kind }) => ["Deployment", "StatefulSet", "DaemonSet"].includes(kind))
    .flatMap((object) => {
      const { volumes } = pods.parse(object).spec.template.spec;
      const mounted = volumes.flatMap(({ projected }) => projected?.sources ?? []);
      return mounted.flatMap(({ secret }) =>
        secret && !made.has(secret.name)
          ? secret.items.map(({ key }) => ({
              ...{ namespace: object.metadata.namespace ?? "", secret: secret.name, key },
            }))
          : [],
      );
    });
}

import { z } from "zod";
import { run } from "../../toolchain/run";
import type { ClusterChoice } from "./kubeconfig";

const named = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});
const secret = named.extend({ data: z.record(z.string(), z.string()).optional() });
const quota = named.extend({
  status: z.object({
    hard: z.record(z.string(), z.string()).default({}),
    used: z.record(z.string(), z.string()).default({}),
  }),
});
export const statefulSet = named.extend({
  spec: z.looseObject({
    volumeClaimTemplates: z
      .array(
        z.looseObject({
          metadata: z.looseObject({ name: z.string() }),
          spec: z.looseObject({ resources: z.looseObject({ requests: z.record(z.string(), z.string()) }) }),
        }),
      )
      .default([]),
  }),
});

/** What the cluster has already, as far as production depends on it. */
export interface ClusterState {
  readonly storageClasses: readonly { readonly name: string; readonly isDefault: boolean }[];
  readonly ingressClasses: readonly string[];
  readonly priorityClasses: readonly string[];
  /** Keys of the Secrets of the stack's namespace, by name. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
  readonly quotas: readonly z.infer<typeof quota>[];
  readonly statefulSets: readonly z.infer<typeof statefulSet>[];
}

const answerSeconds = 10;
const isDefault = "storageclass.kubernetes.io/is-default-class";

/** Asks the cluster; throws with place and fix where it does not answer. */
export async function clusterState(choice: ClusterChoice, namespace: string): Promise<ClusterState> {
  const { kubeconfig, context } = choice;
  const first = [
    ...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []),
    ...(context ? [`--context=${context}`] : []),
    `--request-timeout=${answerSeconds}s`,
  ];
  const kubectl = (...args: string[]) =>
    run("kubectl", [...first, ...args], { timeoutMs: 3000 * answerSeconds });
  await kubectl("get", "--raw", "/readyz").catch((error) => {
    const place = context ? `belfry:kubernetes.context is ${JSON.stringify(context)}` : "The current context";
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${place}: its cluster does not answer within ${answerSeconds} s (${why}). Fix: see that it runs and that you are logged in to it, or pulumi config set --path belfry:kubernetes.context <another>.`,
    );
  });
  const items = async <T>(schema: z.ZodType<T>, kind: string, ...where: string[]): Promise<readonly T[]> => {
    const { stdout } = await kubectl("get", kind, ...where, "-o", "json");
    return z.object({ items: z.array(schema) }).parse(JSON.parse(stdout)).items;
  };
  const names = async (kind: string) => (await items(named, kind)).map(({ metadata }) => metadata.name);
  const inside = ["-n", namespace];
  return {
    storageClasses: (await items(named, "storageclasses")).map(({ metadata: { name, annotations } }) => ({
      name,
      isDefault: annotations?.[isDefault] === "true",
    })),
    ingressClasses: await names("ingressclasses"),
    priorityClasses: await names("priorityclasses"),
    secrets: new Map(
      (await items(secret, "secrets", ...inside)).map(({ metadata, data = {} }) => [
        metadata.name,
        Object.keys(data),
      ]),
    ),
    quotas: await items(quota, "resourcequotas", ...inside),
    statefulSets: await items(statefulSet, "statefulsets", ...inside),
  };
}

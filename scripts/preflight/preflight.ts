import { ownKeys, parseConfig } from "../../config";
import { productionObjects } from "../render/rendered";
import { bucketProblem } from "./bucket";
import { clusterState } from "./cluster-state";
import { findings } from "./findings";
import { kubeconfigProblem } from "./kubeconfig";
import { closedHosts } from "./outside";

/**
 * Looks at the cluster before `up` does.
 * @param settings of the stack, as Pulumi hands them to a program
 * @returns how many objects nothing stands against
 * @throws what would stop an `up` half-way, a line each with place, value and fix
 */
export async function preflight(stack: string, settings: Readonly<Record<string, string>>): Promise<number> {
  const config = parseConfig(ownKeys(settings), stack);
  const { kubernetes, objectStorage } = config;
  const objects = await productionObjects(stack, settings, (name) => `password-of-${name}`);
  const unusable = kubeconfigProblem(kubernetes);
  if (unusable) throw new Error(unusable);
  const bucket = objectStorage && (await bucketProblem(objectStorage));
  const state = await clusterState(kubernetes, kubernetes.namespace);
  const found = [
    ...findings(config, objects, state),
    ...(await closedHosts(config)),
    ...(bucket ? [bucket] : []),
  ];
  if (found.length > 0) throw new Error(found.join("\n"));
  return objects.length;
}

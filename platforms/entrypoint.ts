import type { Workload } from "./workload";

/**
 * What a container runs in place of its image's entrypoint, undefined where that is the program itself. Belfry's own
 * image holds several programs, one a script.
 */
export function entrypointOf({ program, entrypoint }: Workload): readonly string[] | undefined {
  if (program.product !== "belfry") return entrypoint;
  return ["node", "--import", "tsx", `scripts/serve-${program.binary}.ts`];
}

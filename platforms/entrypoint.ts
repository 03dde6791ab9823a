import type { Workload } from "./workload";

/**
 * What a container runs in place of its image's entrypoint, undefined where that is the program itself. Belfry's own
 * image holds several programs, one a script, translated to JavaScript as it is built.
 */
export function entrypointOf({ program, entrypoint }: Workload): readonly string[] | undefined {
  if (program.product !== "belfry") return entrypoint;
  return ["node", `scripts/serve-${program.binary}.js`];
}

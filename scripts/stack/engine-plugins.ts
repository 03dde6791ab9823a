import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Programs of @pulumi/pulumi that run dynamic resources and policy packs, by the name that the engine looks for. */
const plugins = {
  "pulumi-resource-pulumi-nodejs": "dynamic-provider",
  "pulumi-analyzer-policy-nodejs": "run-policy-pack",
} as const;

/** The official CLI brings these plugins along; one that was built from its module does not, and finds them on PATH. */
export function writePlugins(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  for (const [name, command] of Object.entries(plugins)) {
    const file = join(folder, name);
    const script = `exec node "$BELFRY_REPO/node_modules/@pulumi/pulumi/cmd/${command}" "$@"`;
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    chmodSync(file, 0o755);
  }
}

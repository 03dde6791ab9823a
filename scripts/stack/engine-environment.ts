import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { belfryHome, type StackLocations } from "../../platforms/local/locations";

/** The clone that this file belongs to. */
export const repository = join(__dirname, "..", "..");

/** Folders that come first on PATH: the plugin of dynamic resources, and the engine's program itself. */
export function engineFolders(cli: string): string[] {
  return [pluginFolder(), dirname(cli)];
}

/** What the engine and its plugins need around them besides PATH, for the scripts and for a plain CLI alike. */
export function engineEnvironment(places: StackLocations): Record<string, string> {
  return {
    BELFRY_HOME: belfryHome(),
    BELFRY_STACK: places.name,
    BELFRY_REPO: repository,
    PULUMI_BACKEND_URL: `file://${places.pulumi}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: places.passphrase,
    // Any flag of the CLI may come from PULUMI_OPTION_<FLAG>: this is --config-file, which keeps the stack's settings
    // out of the clone.
    PULUMI_OPTION_CONFIG_FILE: places.settings,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // tsc is the type check; the engine only needs the JavaScript.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // A missing plugin is an error at once, not after five attempts to download it.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** The engine's own home for the scripts: plugins, logs and logins of the user stay untouched. */
export function engineHome(): string {
  return join(belfryHome(), "engine");
}

function pluginFolder(): string {
  return join(engineHome(), "bin");
}

/**
 * The official CLI brings the plugin of dynamic resources along; one that was built from its module does not, and
 * finds this one on PATH.
 */
export function writeDynamicPlugin(): void {
  const file = join(pluginFolder(), "pulumi-resource-pulumi-nodejs");
  mkdirSync(pluginFolder(), { recursive: true, mode: 0o755 });
  const script = 'exec node "$BELFRY_REPO/node_modules/@pulumi/pulumi/cmd/dynamic-provider" "$@"';
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  chmodSync(file, 0o755);
}

import { dirname, join } from "node:path";
import { belfryHome, type StackLocations } from "../../platforms/local/locations";

/** The clone that this file belongs to. */
export const repository = join(__dirname, "..", "..");

/** Folders that come first on PATH: the engine's plugins, and its program itself. */
export function engineFolders(cli: string): string[] {
  return [pluginFolder(), dirname(cli)];
}

/** What the engine and its plugins need around them besides PATH, for the scripts and for a plain CLI alike. */
export function engineEnvironment(places: StackLocations): Record<string, string> {
  return {
    BELFRY_HOME: belfryHome(),
    BELFRY_STACK: places.name,
    BELFRY_REPO: repository,
    // By which the policy pack chooses what it refuses.
    BELFRY_ENVIRONMENT: "local",
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

/** Where the scripts' own plugins lie. */
export function pluginFolder(): string {
  return join(engineHome(), "bin");
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { findTool } from "../../toolchain/find";
import { explainMissing, isFound } from "../../toolchain/outcome";
import { repository } from "../stack/engine-environment";
import { startProvider } from "./start-provider";

/** The real engine with a stack of its own, and a provider that takes everything as it is in place of the plugins. */
export interface TrialEngine {
  readonly stack: Stack;
  /** The state as it lies on disk. */
  stateFile(): string;
  close(): Promise<void>;
}

/** Opens the stack with the program of this clone and those settings. */
export async function openTrialEngine(
  stackName: string,
  settings: Readonly<Record<string, string>>,
): Promise<TrialEngine> {
  const tool = await findTool("pulumi");
  if (!isFound(tool)) throw new Error(explainMissing(tool));
  const folder = mkdtempSync(join(tmpdir(), "belfry-engine-"));
  const state = join(folder, "state");
  mkdirSync(state);
  const provider = await startProvider();
  const envVars = {
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "for a trial only",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The state is written once at the end and not after each of some hundred resources.
    PULUMI_EXPERIMENTAL: "true",
    PULUMI_SKIP_CHECKPOINTS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: provider.attach,
    PATH: [dirname(tool.binaries.pulumi ?? ""), process.env.PATH].join(delimiter),
  };
  Object.assign(process.env, envVars);
  const program: () => Promise<Record<string, unknown>> = require(join(repository, "index.ts"));
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, projectName: "belfry", program: async () => program() },
    { workDir: folder, envVars },
  );
  const config = Object.entries(settings).map(([key, value]) => [key, { value }]);
  await stack.setAllConfig(Object.fromEntries(config));
  return {
    stack,
    stateFile: () => readFileSync(join(state, ".pulumi", "stacks", "belfry", `${stackName}.json`), "utf8"),
    close: async () => {
      await provider.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `npm run preflight -- --stack prod`: looks at the cluster before `up` does, and says what would stop it half-way. */
import { Command } from "commander";
import { parseConfig } from "../config";
import { bucketProblem } from "./preflight/bucket";
import { clusterState } from "./preflight/cluster-state";
import { findings } from "./preflight/findings";
import { kubeconfigProblem } from "./preflight/kubeconfig";
import { configOption } from "./render/config-option";
import { productionObjects } from "./render/rendered";
import { stackConfig } from "./render/stack-config";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

interface PreflightOptions {
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
}

async function preflight({ stack, config: settings }: PreflightOptions): Promise<void> {
  const config = { ...stackConfig(repository, stack), ...settings };
  const own = Object.entries(config).filter(([key]) => key.startsWith("belfry:"));
  const keys = Object.fromEntries(own.map(([key, value]) => [key.slice("belfry:".length), value]));
  const { kubernetes, objectStorage } = parseConfig(keys, stack);
  const objects = await productionObjects(stack, config, (name) => `password-of-${name}`);
  const unusable = kubeconfigProblem(kubernetes);
  if (unusable) throw new Error(unusable);
  const bucket = objectStorage && (await bucketProblem(objectStorage));
  const state = await clusterState(kubernetes, kubernetes.namespace);
  const found = [...findings(kubernetes, objects, state), ...(bucket ? [bucket] : [])];
  if (found.length > 0) throw new Error(found.join("\n"));
  console.log(`Nothing in the cluster stands against ${objects.length} objects of stack ${stack}.`);
}

const command = new Command("preflight")
  .description("Say what would stop `pulumi up` half-way; changes nothing.")
  .requiredOption("-s, --stack <name>", "stack whose settings to take (Pulumi.<name>.yaml)")
  .addOption(configOption())
  .action(preflight);
runScript(command);

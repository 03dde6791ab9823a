/** `npm run preflight -- --stack prod`: looks at the cluster before `up` does, and says what would stop it half-way. */
import { Command } from "commander";
import { preflight } from "./preflight/preflight";
import { configOption } from "./render/config-option";
import { stackConfig } from "./render/stack-config";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

interface PreflightOptions {
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
}

async function look({ stack, config }: PreflightOptions): Promise<void> {
  const objects = await preflight(stack, { ...stackConfig(repository, stack), ...config });
  console.log(`Nothing in the cluster stands against ${objects} objects of stack ${stack}.`);
}

const command = new Command("preflight")
  .description("Say what would stop `pulumi up` half-way; changes nothing.")
  .requiredOption("-s, --stack <name>", "stack whose settings to take (Pulumi.<name>.yaml)")
  .addOption(configOption())
  .action(look);
runScript(command);

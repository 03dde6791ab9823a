/** `npm run render -- --stack prod|dev [--secrets DIR]`: what `pulumi up` would make, as plain files, without a cluster, an engine or a plugin. */
import { join, relative, resolve } from "node:path";
import { Command } from "commander";
import { configOption } from "./render/config-option";
import { stackConfig } from "./render/stack-config";
import { writeStack } from "./render/write";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

interface RenderOptions {
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secrets?: string;
  readonly out?: string;
}

async function render({ stack, config: settings, secrets: named, out }: RenderOptions): Promise<void> {
  const config = { ...stackConfig(repository, stack), ...settings };
  const folder = out ? resolve(out) : join(repository, "dist", stack);
  const { files, secrets, secretNames } = await writeStack(stack, config, folder, named);
  console.log(`${files} files in ${relative(process.cwd(), folder) || "."}`);
  if (secrets) {
    console.log(`${secrets.files} files with secrets in ${secrets.folder} (keep that folder)`);
  } else if (secretNames.length > 0) {
    console.log("These secrets must be there (or render with --secrets DIR):");
    for (const name of secretNames) console.log(`  ${name}`);
  }
}

const command = new Command("render")
  .description("Write what `pulumi up` would make as plain files.")
  .requiredOption("-s, --stack <name>", "stack whose settings to take (Pulumi.<name>.yaml)")
  .addOption(configOption())
  .option("--secrets <folder>", "also write the secrets, generated once, readable by their owner alone")
  .option("--out <folder>", "where to write; what is there is taken away (default: dist/<stack>)")
  .action(render);
runScript(command);

/** `npm run render -- --stack prod|dev [--secrets DIR]`: what `pulumi up` would make, as plain files, without a cluster, an engine or a plugin. */
import { join, relative, resolve } from "node:path";
import { Command, Option } from "commander";
import { configOption } from "./render/config-option";
import { operatorFiles, operatorObjects } from "./render/operator";
import { stackConfig } from "./render/stack-config";
import { writeFiles, writeStack } from "./render/write";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

interface RenderOptions {
  readonly stack: string;
  readonly as?: "operator";
  readonly config: Readonly<Record<string, string>>;
  readonly secrets?: string;
  readonly out?: string;
}

function renderForOperator(stack: string, config: Readonly<Record<string, string>>, folder: string): void {
  const objects = operatorObjects(stack, config);
  writeFiles(folder, operatorFiles(objects));
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  const counts = kinds.map((kind) => `${objects.filter((one) => one.kind === kind).length} ${kind}s`);
  console.log(`${counts.join(", ")} in ${relative(process.cwd(), folder) || "."}`);
}

async function render(options: RenderOptions): Promise<void> {
  const { stack, as, config: settings, secrets: named, out } = options;
  const config = { ...stackConfig(repository, stack), ...settings };
  const folder = out ? resolve(out) : join(repository, "dist", as ? `${stack}-${as}` : stack);
  if (as) return renderForOperator(stack, config, folder);
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
  .addOption(
    new Option(
      "--as <what>",
      "the catalog's content alone, for those who run the Prometheus operator already",
    ).choices(["operator"]),
  )
  .option("--secrets <folder>", "also write the secrets, generated once, readable by their owner alone")
  .option("--out <folder>", "where to write; what is there is taken away (default: dist/<stack>)")
  .action(render);
runScript(command);

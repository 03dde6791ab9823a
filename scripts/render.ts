/** `npm run render -- --stack prod|dev [--secrets DIR]`: what `pulumi up` would make, as plain files, without a cluster, an engine or a plugin. */
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Command } from "commander";
import { configOption } from "./render/config-option";
import { passwordsIn } from "./render/passwords";
import { isCompose, rendered } from "./render/rendered";
import { stackConfig } from "./render/stack-config";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

interface RenderOptions {
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secrets?: string;
}

/** Name of the file that keeps generated passwords beside the secrets; not .json, which kubectl would apply. */
const passwordFile = "passwords.txt";
/** Where a compose file expects its secrets, beside itself. */
const secretsFolder = "secrets";

function write(folder: string, files: Readonly<Record<string, string>>, mode: number): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
  }
}

/** Empties the folder, but for the secrets in it: they are generated once. */
function empty(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((name) => name !== secretsFolder)) {
    rmSync(join(folder, name), { recursive: true });
  }
}

async function render({ stack, config: settings, secrets: named }: RenderOptions): Promise<void> {
  const config = { ...stackConfig(repository, stack), ...settings };
  const folder = join(repository, "dist", stack);
  const secrets = named ?? (isCompose(config) ? join(folder, secretsFolder) : undefined);
  const passwords = secrets ? passwordsIn(join(secrets, passwordFile)) : undefined;
  const password = (name: string) => passwords?.of(name) ?? `password-of-${name}`;
  const { files, secretFiles, secretNames } = await rendered(stack, config, password);
  empty(folder);
  write(folder, files, 0o644);
  console.log(`${Object.keys(files).length} files in ${relative(process.cwd(), folder) || "."}`);
  if (secrets && passwords) {
    mkdirSync(secrets, { recursive: true, mode: 0o700 });
    write(secrets, { ...secretFiles, [passwordFile]: passwords.text() }, 0o600);
    console.log(`${Object.keys(secretFiles).length} files with secrets in ${secrets} (keep that folder)`);
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
  .action(render);
runScript(command);

/** `npm run render -- --stack prod [--secrets DIR]`: what `pulumi up` would make, as plain files, without a cluster or a plugin. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { passwordsIn } from "./render/passwords";
import { rendered } from "./render/rendered";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

interface RenderOptions {
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secrets?: string;
}

/** Name of the file that keeps generated passwords beside the secrets. */
const passwordFile = "passwords.json";

function write(folder: string, files: Readonly<Record<string, string>>, mode: number): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
  }
}

/** `belfry:images={"unlocked":"allow"}`: a key and its value, as text or JSON. */
function setting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("expected key=value.");
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}

async function render({ stack, config, secrets }: RenderOptions): Promise<void> {
  const passwords = secrets ? passwordsIn(join(secrets, passwordFile)) : undefined;
  const { files, secretFiles, secretNames } = await rendered(stack, config, passwords);
  const folder = join(repository, "dist", stack);
  rmSync(folder, { recursive: true, force: true });
  write(folder, files, 0o644);
  console.log(`${Object.keys(files).length} files in ${relative(process.cwd(), folder) || "."}`);
  if (secrets && passwords) {
    mkdirSync(secrets, { recursive: true, mode: 0o700 });
    write(secrets, { ...secretFiles, [passwordFile]: passwords.text() }, 0o600);
    console.log(`${Object.keys(secretFiles).length} files with secrets in ${secrets} (keep that folder)`);
  } else if (secretNames.length > 0) {
    console.log(`These secrets must be there (or render with --secrets DIR):`);
    for (const name of secretNames) console.log(`  ${name}`);
  }
}

const command = new Command("render")
  .description("Write what `pulumi up` would make as plain files.")
  .requiredOption("-s, --stack <name>", "stack whose settings to take (Pulumi.<name>.yaml)")
  .option(
    "-c, --config <key=value>",
    "a setting in place of the stack's, as for pulumi (repeatable)",
    setting,
    {},
  )
  .option("--secrets <folder>", "also write the secrets, generated once, readable by their owner alone")
  .action(render);
runScript(command);

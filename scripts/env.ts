/** `eval "$(npm run -s env)"`: what a plain `pulumi preview|up|destroy -s local` in this clone needs. */
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { Command } from "commander";
import { writePrograms } from "../platforms/local/programs";
import { findTool } from "../toolchain/find";
import { explainMissing, isFound } from "../toolchain/outcome";
import { type CommandOptions, chosenStack, runScript, withStack } from "./stack/command";
import { openEngine } from "./stack/engine";
import { engineEnvironment, engineFolders } from "./stack/engine-environment";
import { uninterrupted } from "./stack/interruption";
import { prepareStack } from "./stack/prepare";
import { localProducts, programsOf, takeStock } from "./stack/tools";

const command = new Command("env")
  .description('Print shell exports for a plain pulumi: eval "$(npm run -s env)"')
  .action(async (named: string | undefined, options: CommandOptions) => {
    const places = chosenStack(named, options);
    const engine = await findTool("pulumi");
    if (!isFound(engine)) throw new Error(explainMissing(engine));
    const cli = engine.binaries.pulumi ?? "pulumi";
    prepareStack(places);
    if (!existsSync(places.programs)) {
      writePrograms(places.programs, programsOf((await takeStock(localProducts, places.programs)).found));
    }
    // Opening makes the stack where there is none yet.
    await openEngine({ places, cli, interrupted: uninterrupted, onEvent: () => undefined });
    const settings = Object.entries(engineEnvironment(places)).map(
      ([name, value]) => `export ${name}=${quoted(value)}`,
    );
    const path = `export PATH=${quoted(engineFolders(cli).join(delimiter))}${delimiter}"$PATH"`;
    // A passphrase in the environment would come before the file.
    console.log([...settings, path, "unset PULUMI_CONFIG_PASSPHRASE"].join("\n"));
  });
runScript(withStack(command));

/** For any POSIX shell. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

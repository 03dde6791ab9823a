/** `npm run -s secret -- grafana-admin [stack]`: a secret that was generated for a local stack. */
import { Command } from "commander";
import { type CommandOptions, chosenStack, runScript, withStack } from "./stack/command";
import { keptSecret } from "./stack/kept-secret";

const command = new Command("secret")
  .description("Print a secret that was generated for a local stack.")
  .argument("<name>", "which one, such as grafana-admin")
  .action((name: string, stack: string | undefined, options: CommandOptions) => {
    console.log(keptSecret(chosenStack(stack, options), name));
  });
runScript(withStack(command));

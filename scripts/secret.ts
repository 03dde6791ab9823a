/** `npm run -s secret -- NAME`: one generated secret, for a file that a setting refers to. */
import { Command } from "commander";
import { generateSecret } from "../platforms/local/generate-secret";
import { runScript } from "./stack/command";

const command = new Command("secret")
  .description("Print one generated secret: 32 characters of [A-Za-z0-9].")
  .argument("<name>", "what it is for; told on standard error only")
  .action((name: string) => {
    console.error(`A new secret for ${name}; it is kept nowhere:`);
    console.log(generateSecret());
  });
runScript(command);

/** `npm run images:push -- --registry HOST[/FOLDER] [--json]`: builds belfry's own images, sends them to your registry, and prints the settings that name them. */
import { Command } from "commander";
import { stringify } from "yaml";
import { pushOwnImages } from "./images/push-own";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

async function push({ registry, json }: { readonly registry: string; readonly json?: true }): Promise<void> {
  const say = (line: string) => console.error(line);
  const pushed = await pushOwnImages({ root: repository, registry: registry.replace(/\/+$/, ""), say });
  const digests = Object.fromEntries(pushed.map((image) => [image.repository, image.digest]));
  const settings = { "belfry:images": { own: registry, digests } };
  console.log(json ? JSON.stringify(settings, null, 2) : stringify(settings));
  say("These are settings for Pulumi.<stack>.yaml, below `config:`.");
}

const command = new Command("images-push")
  .description(
    "Build belfry's own images, send them to your registry, and print the settings that name them.",
  )
  .requiredOption("--registry <host>", "your registry, and perhaps a folder in it")
  .option("--json", "print the settings as JSON")
  .action(push);
runScript(command);

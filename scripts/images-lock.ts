/** `npm run images:lock [-- --registry HOST --json]`: asks registries for the digests of all pinned images and writes them down, all or none. */
import { Command } from "commander";
import { lockImages } from "./images/lock-images";
import type { Answer } from "./images/locked";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";
import { plainTable } from "./stack/units-table";

async function run({ registry, json }: { readonly registry?: string; readonly json?: true }): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const answers = await lockImages({ root: repository, mirror: registry, day });
  console.log(json ? JSON.stringify(answers, null, 2) : table(answers));
  const problems = answers.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) throw new Error(`Nothing was written:\n${problems.join("\n")}`);
  console.error("Written to toolchain/images.lock.json and images/*/Dockerfile.");
}

function table(answers: readonly Answer[]): string {
  const rows = answers.map(({ image, registry, digest, was }) => [
    ...[image, registry, digest ?? "unknown"],
    change(digest, was),
  ]);
  return plainTable(["IMAGE", "REGISTRY", "DIGEST", "BEFORE"], rows);
}

function change(digest: string | undefined, was: string | undefined): string {
  if (was === undefined) return "unknown";
  return digest === undefined || digest === was ? "the same" : was;
}

const command = new Command("images-lock")
  .description("Ask registries for the digests of all pinned images, and write them down, all or none.")
  .option("--registry <host>", "a mirror (and folder in it) to ask instead of each image's own registry")
  .option("--json", "print the answers as JSON")
  .action(run);
runScript(command);

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../toolchain/run";

const repository = join(__dirname, "../../..");
const built = join(repository, "dist/own-image");
const dockerfile = readFileSync(join(repository, "images/belfry/Dockerfile"), "utf8");

/** What belfry's own image holds in its folder, by path there: the files that its Dockerfile copies and those that it builds. */
export async function ownSources(): Promise<Readonly<Record<string, string>>> {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = ""]) =>
    names.split(" "),
  );
  const sources = copied.flatMap((name) => filesIn(repository, name));
  await translate();
  return {
    ...Object.fromEntries(sources.map((path) => [path, join(repository, path)])),
    ...Object.fromEntries(filesIn(built, "").map((path) => [path, join(built, path)])),
  };
}

/** Runs the Dockerfile's own command, but for where it writes. */
async function translate(): Promise<void> {
  const command = /^RUN npx esbuild (.+)$/m.exec(dockerfile)?.[1] ?? "";
  rmSync(built, { recursive: true, force: true });
  const args = command.split(" ").map((word) => word.replaceAll('"', ""));
  await run("npx", ["esbuild", ...args.map((arg) => arg.replace("--outdir=.", `--outdir=${built}`))], {
    cwd: repository,
  });
}

function filesIn(root: string, name: string): readonly string[] {
  const at = join(root, name);
  const below = readdirSync(root, { withFileTypes: true }).find((entry) => entry.name === name);
  if (name && !below?.isDirectory()) return [name];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

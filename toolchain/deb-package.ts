/** Programs from Debian packages, unpacked into a folder of our own; nothing is installed and no root is needed. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { versionOf } from "./find";
import { run } from "./run";
import type { Way } from "./way";

const libraryFolder = /-linux-gnu/;

/** apt compares the packages with the signed index of the user's Debian, so that is the pin here. */
export const fromDeb: Way = async ({ product, tool, staging, onProgress, signal }) => {
  if (tool.deb === undefined) throw new Error("no Debian package is used for it");
  if (process.platform !== "linux") throw new Error("this is not Linux");
  for (const program of ["apt-get", "dpkg"]) {
    await run(program, ["--version"]).catch(() => {
      throw new Error(`this is no Debian: there is no ${program}`);
    });
  }
  const packages = join(staging, "packages");
  const root = join(staging, "root");
  await mkdir(packages, { recursive: true });
  onProgress(`fetching the Debian packages ${tool.deb.packages.join(", ")}`);
  const download = ["download", ...tool.deb.packages];
  await run("apt-get", download, { cwd: packages, signal }).catch(async () => {
    // A fresh machine has no package index yet; one of our own needs no root and changes nothing of the system's.
    onProgress("fetching the Debian package index");
    const own = await ownIndex(staging);
    await run("apt-get", [...own, "update"], { signal });
    await run("apt-get", [...own, ...download], { cwd: packages, signal });
  });
  for (const file of await readdir(packages))
    await run("dpkg", ["-x", join(packages, file), root], { signal });
  await rm(packages, { recursive: true });
  await rm(join(staging, "apt"), { recursive: true, force: true });

  for (const [program, path] of Object.entries(tool.deb.programs)) {
    await writeFile(join(staging, program), await launcher(root, path), { mode: 0o755 });
  }
  const version = await versionOf(tool, join(staging, tool.required[0]));
  if (version === undefined)
    throw new Error(`the unpacked ${product} does not start; a library may be missing`);
  return version;
};

/** Options that keep apt's index and cache in a folder of ours. */
async function ownIndex(staging: string): Promise<string[]> {
  const folders = {
    "Dir::State::lists": join(staging, "apt/lists"),
    "Dir::Cache": join(staging, "apt/cache"),
  };
  for (const folder of Object.values(folders)) await mkdir(join(folder, "partial"), { recursive: true });
  return Object.entries(folders).flatMap(([name, folder]) => ["-o", `${name}=${folder}`]);
}

/** Starts a program with the libraries that were unpacked beside it; `exec`, so that signals reach the program. */
async function launcher(root: string, path: string): Promise<string> {
  const folders = await readdir(join(root, "usr/lib")).catch(() => []);
  const libraries = folders
    .filter((name) => libraryFolder.test(name))
    .map((name) => `$here/root/usr/lib/${name}`);
  return [
    "#!/bin/sh",
    'here=$(dirname "$(readlink -f "$0")")',
    ...(libraries.length > 0 ? [`export LD_LIBRARY_PATH="${libraries.join(":")}"`] : []),
    `exec "$here/root/${path}" "$@"`,
    "",
  ].join("\n");
}

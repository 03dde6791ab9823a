/** Unpacks release archives, and lays a product's folder out so that each program is at its top. */
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { unzipSync } from "fflate";
import { x as extractTar } from "tar";
import type { Programs } from "./tool";

/** Unpacks into an empty folder; the single top folder that most releases have is dropped. */
export async function unpack(archive: string, fileName: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  if (fileName.endsWith(".zip")) await unpackZip(archive, into);
  else await extractTar({ file: archive, cwd: into });
  const [only, ...others] = await readdir(into, { withFileTypes: true });
  if (only?.isDirectory() && others.length === 0) await dropTopFolder(into, only.name);
}

/** The zips in question hold single programs, so a flat folder is enough and no entry can leave it. */
async function unpackZip(archive: string, into: string): Promise<void> {
  const entries = Object.entries(unzipSync(await readFile(archive)));
  for (const [name, content] of entries) {
    if (!name.endsWith("/")) await writeFile(join(into, basename(name)), content);
  }
}

async function dropTopFolder(folder: string, name: string): Promise<void> {
  const aside = `${folder}.top`;
  await rename(join(folder, name), aside);
  await rm(folder, { recursive: true });
  await rename(aside, folder);
}

/** Makes each program executable and reachable as `<folder>/<name>`, wherever in the folder it is. */
export async function placePrograms(folder: string, programs: Programs): Promise<void> {
  for (const [name, path] of Object.entries(programs)) {
    const file = join(folder, path);
    await chmod(file, 0o755);
    const link = join(folder, name);
    if (link !== file) await symlink(relative(dirname(link), file), link);
  }
}

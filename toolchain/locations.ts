/** Where belfry keeps what it downloads and builds: outside the clone, shared by all clones of a user. */
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** What decides the cache folder; a parameter so that tests need not change the process they run in. */
export interface LocationInputs {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The numeric user id, absent where the system has none (Windows). */
  readonly uid: number | undefined;
  readonly home: string;
}

const currentInputs = (): LocationInputs => ({
  env: process.env,
  uid: process.getuid?.(),
  home: homedir(),
});

/**
 * The cache folder: `BELFRY_CACHE`, or a system folder for root, since servers that drop root could not enter a
 * program below root's home, or the user's own cache folder.
 */
export function cacheFolder(inputs: LocationInputs = currentInputs()): string {
  const chosen = inputs.env.BELFRY_CACHE;
  if (chosen) return resolve(chosen);
  if (inputs.uid === 0) return "/var/cache/belfry";
  const userCache = inputs.env.XDG_CACHE_HOME;
  return join(userCache && isAbsolute(userCache) ? userCache : join(inputs.home, ".cache"), "belfry");
}

/** Every path below one cache folder, so that no other file joins them itself. */
export interface Cache {
  readonly folder: string;
  /** Holds `<product>/<version>/<binary>`. */
  readonly binaries: string;
  /** Half-finished downloads, kept for a resume. */
  readonly downloads: string;
  readonly locks: string;
  /** Checksums of official archives as first seen. */
  readonly archiveLock: string;
}

/** The layout of a cache folder. */
export function cacheAt(folder: string = cacheFolder()): Cache {
  return {
    folder,
    binaries: join(folder, "bin"),
    downloads: join(folder, "downloads"),
    locks: join(folder, "locks"),
    archiveLock: join(folder, "archives.lock.json"),
  };
}

/** The wrapper modules of the Go programs, beside this file. */
export const goModulesFolder = join(__dirname, "modules");

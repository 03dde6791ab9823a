/** Has a product on this machine, whatever it takes: found, downloaded, built or unpacked, once for all runs. */
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fromArchive } from "./archive";
import { ChecksumRefused } from "./checksums";
import { fromDeb } from "./deb-package";
import { type FindOptions, findInCache, findTool } from "./find";
import { fromGo } from "./go-build";
import { type Cache, cacheAt } from "./locations";
import { withLock } from "./lock";
import { fromNpm } from "./npm-package";
import { type Attempt, type Found, isFound, type Origin, ToolMissing } from "./outcome";
import { toolFor } from "./tools";
import type { Product } from "./versions";
import type { Way } from "./way";

export interface ObtainOptions extends FindOptions {
  /** Told a line for people now and then. @default nobody */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** How products are made, in the order of trying. @default archive, Go, npm, Debian */
  readonly ways?: Partial<Record<Origin, Way>>;
}

const allWays: Partial<Record<Origin, Way>> = {
  archive: fromArchive,
  go: fromGo,
  npm: fromNpm,
  deb: fromDeb,
};

const origins = ["archive", "go", "npm", "deb"] as const;

/** The product, made if need be. Throws `ToolMissing` with every attempt and its reason. */
export async function obtainTool(product: Product, options: ObtainOptions = {}): Promise<Found> {
  const found = await findTool(product, options);
  if (isFound(found)) return found;
  const { onProgress = () => {}, signal } = options;
  const cache = options.cache ?? cacheAt();
  const make = async () =>
    (await findInCache(product, cache)) ?? (await makeTool(product, cache, found.tried, options));
  return await withLock(cache, product, make, {
    signal,
    onWait: () => onProgress("another run is having it, waiting for that"),
  });
}

async function makeTool(
  product: Product,
  cache: Cache,
  found: readonly Attempt[],
  { onProgress = () => {}, signal, ways = allWays }: ObtainOptions,
): Promise<Found> {
  const tool = toolFor(product);
  const tried = [...found];
  for (const where of origins) {
    const way = ways[where];
    if (way === undefined || tool[where] === undefined) continue;
    const staging = join(cache.binaries, product, `.making-${where}`);
    await rm(staging, { recursive: true, force: true });
    await mkdir(join(cache.binaries, product), { recursive: true });
    try {
      const version = await way({ product, tool, cache, staging, onProgress, signal });
      return await putInPlace(product, version, staging, where, cache);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      tried.push({ where, reason });
      onProgress(`not from ${where}: ${reason}`);
      if (error instanceof ChecksumRefused) break;
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
  throw new ToolMissing({ product, tried, fix: tool.byHand });
}

/** One rename makes the product appear, so that nobody ever sees half of it. */
async function putInPlace(
  product: Product,
  version: string,
  staging: string,
  from: Origin,
  cache: Cache,
): Promise<Found> {
  const folder = join(cache.binaries, product, version);
  await rm(folder, { recursive: true, force: true });
  await rename(staging, folder);
  const made = await findInCache(product, cache);
  if (made === undefined) throw new Error(`${folder} lacks ${toolFor(product).required.join(", ")}`);
  return { ...made, from };
}

/** Finds a product that is already on this machine: on PATH with a fitting version, or in belfry's cache. */
import { constants } from "node:fs";
import { access, readdir, realpath } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { type Cache, cacheAt } from "./locations";
import type { Attempt, Found, Missing } from "./outcome";
import { run } from "./run";
import type { Tool } from "./tool";
import { toolFor } from "./tools";
import { compareVersions, isWithin } from "./version-range";
import { type Product, products } from "./versions";

export interface FindOptions {
  /** @default the PATH of this process */
  readonly path?: string;
  /** @default the user's cache */
  readonly cache?: Cache;
}

const versionTimeoutMs = 10_000;

/** A product on PATH or in the cache; never downloads or builds anything. */
export async function findTool(product: Product, options: FindOptions = {}): Promise<Found | Missing> {
  const tool = toolFor(product);
  const onPath = await findOnPath(product, tool, options.path ?? process.env.PATH ?? "");
  if (!("reason" in onPath)) return onPath;
  const cached = await findInCache(product, options.cache);
  if (cached !== undefined) return cached;
  const cache = options.cache ?? cacheAt();
  const tried: Attempt[] = [
    onPath,
    { where: "cache", reason: `nothing usable in ${join(cache.binaries, product)}` },
  ];
  return { product, tried, fix: `run \`npm run toolchain -- ${product}\`; if that fails, ${tool.byHand}` };
}

async function findOnPath(product: Product, tool: Tool, path: string): Promise<Found | Attempt> {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const binaries: Record<string, string> = {};
  for (const program of [...tool.required, ...tool.optional]) {
    const name = tool.namesOnPath?.[program] ?? program;
    const file = await firstExecutable(folders.map((folder) => resolve(folder, name)));
    if (file !== undefined) binaries[program] = file;
    else if (tool.required.includes(program)) return { where: "path", reason: `no ${name}` };
  }
  const main = binaries[tool.required[0]] ?? "";
  const version = await versionOf(tool, main);
  if (version === undefined) return { where: "path", reason: `${main} does not say that it is ${product}` };
  if (!isWithin(version, tool.accepts)) {
    const { atLeast, below, because } = tool.accepts;
    return {
      where: "path",
      reason: `${main} is ${version}, needed is ${atLeast} or later, below ${below}: ${because}`,
    };
  }
  return { product, version, binaries, from: "path", folder: dirname(await realpath(main)) };
}

/** What is in the cache, if it is a version that belfry pins. Only Debian's packages have no pin of ours. */
export async function findInCache(product: Product, cache: Cache = cacheAt()): Promise<Found | undefined> {
  const tool = toolFor(product);
  for (const version of await cachedVersions(product, tool, cache)) {
    const folder = join(cache.binaries, product, version);
    const binaries: Record<string, string> = {};
    for (const program of [...tool.required, ...tool.optional]) {
      const file = await firstExecutable([join(folder, program)]);
      if (file !== undefined) binaries[program] = file;
    }
    if (tool.required.every((program) => program in binaries)) {
      return { product, version, binaries, from: "cache", folder };
    }
  }
  return undefined;
}

async function cachedVersions(product: Product, tool: Tool, cache: Cache): Promise<string[]> {
  const pinned = [products[product].version, tool.go?.version, tool.npm?.version].filter(
    (pin) => pin !== undefined,
  );
  if (tool.deb === undefined) return pinned;
  const folders = await readdir(join(cache.binaries, product)).catch(() => []);
  const fitting = folders.filter((name) => /^\d/.test(name) && isWithin(name, tool.accepts));
  return [...pinned, ...fitting.sort((left, right) => compareVersions(right, left))];
}

/** The version a program reports, or nothing if it is not the program that its name promises. */
export async function versionOf(tool: Tool, program: string): Promise<string | undefined> {
  const output = await run(program, tool.versionArguments, { timeoutMs: versionTimeoutMs }).catch(
    () => undefined,
  );
  if (output === undefined) return undefined;
  return tool.versionPattern.exec(`${output.stdout}\n${output.stderr}`)?.[1];
}

async function firstExecutable(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return file;
  }
  return undefined;
}

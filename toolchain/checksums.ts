/** SHA-256 of archives: read from the release's own file, and remembered from the first use on. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Cache } from "./locations";
import { withLock } from "./lock";

const sha256Pattern = /^[0-9a-f]{64}$/i;

/** A release that is not what it says it is, or not what it was: never answered by trying something else. */
export class ChecksumRefused extends Error {
  override readonly name = "ChecksumRefused";
}

/** The checksum that a release states for one of its files: `<sha> [*]<name>` lines, or a file with just the one. */
export function checksumIn(text: string, fileName: string): string | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  for (const line of lines) {
    const [sum = "", name = ""] = line.trim().split(/\s+/);
    const named = basename(name.replace(/^\*/, "")) === fileName;
    const alone = name === "" && lines.length === 1;
    if (sha256Pattern.test(sum) && (named || alone)) return sum.toLowerCase();
  }
  return undefined;
}

/** The checksum of a file on disk. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

const lockSchema = z.record(z.string(), z.string().regex(sha256Pattern));

async function readLock(cache: Cache): Promise<Record<string, string>> {
  const text = await readFile(cache.archiveLock, "utf8").catch(() => "{}");
  return lockSchema.parse(JSON.parse(text));
}

/** Throws when this address once had another checksum: a release that changes after the fact is not trusted. */
export async function refuseChanged(cache: Cache, url: string, stated: string): Promise<void> {
  const recorded = (await readLock(cache))[url];
  if (recorded === undefined || recorded === stated) return;
  throw new ChecksumRefused(
    `${url} now has checksum ${stated}, but ${recorded} was recorded when it was first used. ` +
      `If the release was really published again, remove that line from ${cache.archiveLock}`,
  );
}

/** Remembers a checksum that was stated by the release and computed here. */
export async function recordChecksum(cache: Cache, url: string, computed: string): Promise<void> {
  await withLock(cache, "archives", async () => {
    const recorded = await readLock(cache);
    if (recorded[url] === computed) return;
    await mkdir(cache.folder, { recursive: true });
    const partial = `${cache.archiveLock}.partial`;
    await writeFile(partial, `${JSON.stringify({ ...recorded, [url]: computed }, null, 2)}\n`);
    await rename(partial, cache.archiveLock);
  });
}

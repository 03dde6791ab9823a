/** The official release archive: downloaded with resume, compared with the release's checksum, unpacked. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { ChecksumRefused, checksumIn, recordChecksum, refuseChanged, sha256Of } from "./checksums";
import { downloadFile, downloadText } from "./download";
import { currentTarget } from "./target";
import type { Archive } from "./tool";
import { placePrograms, unpack } from "./unpack";
import { products } from "./versions";
import type { Way, WayContext } from "./way";

/** How often an interrupted transfer is taken up again before the next way is tried. */
const transfers = 3;

export const fromArchive: Way = async (context) => {
  const { cache, product, tool } = context;
  const archive = tool.archive?.(currentTarget());
  if (archive === undefined) throw new Error("there is none");
  const fileName = basename(new URL(archive.url).pathname);
  const stated = await statedChecksum(archive, fileName, context.signal);
  await refuseChanged(cache, archive.url, stated);

  await mkdir(cache.downloads, { recursive: true });
  const id = createHash("sha256").update(archive.url).digest("hex").slice(0, 8);
  const file = join(cache.downloads, `${id}-${fileName}`);
  const begunEarlier = existsSync(file);
  let computed = await transferred(archive.url, file, stated, context);
  if (computed !== stated && begunEarlier) computed = await transferred(archive.url, file, stated, context);
  if (computed !== stated) {
    throw new ChecksumRefused(`${archive.url} has checksum ${computed}, its release states ${stated}`);
  }
  await recordChecksum(cache, archive.url, computed);

  await unpack(file, fileName, context.staging);
  await placePrograms(context.staging, archive.programs);
  await rm(file);
  return products[product].version;
};

async function statedChecksum(
  archive: Archive,
  fileName: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const text = await downloadText(archive.checksumsUrl, { signal });
  const stated = checksumIn(text, fileName);
  if (stated === undefined) throw new Error(`${archive.checksumsUrl} does not name ${fileName}`);
  return stated;
}

/** The checksum of the whole file; one that is not the stated one is thrown away, so that nothing resumes from it. */
async function transferred(url: string, file: string, stated: string, context: WayContext): Promise<string> {
  const complete = existsSync(file) && (await sha256Of(file)) === stated;
  if (complete) return stated;
  await transfer(url, file, context);
  const computed = await sha256Of(file);
  if (computed !== stated) await rm(file);
  return computed;
}

/** A transfer that breaks off goes on where it stopped; what is on disk also survives the end of this process. */
async function transfer(url: string, file: string, { onProgress, signal }: WayContext): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await downloadFile(url, file, { onBytes: tenths(basename(file), onProgress), signal });
    } catch (error) {
      if (signal?.aborted || attempt === transfers) throw error;
      onProgress(`transfer broke off (${error instanceof Error ? error.message : error}), going on`);
    }
  }
}

/** One line for each tenth, so that a log stays readable. */
function tenths(name: string, onProgress: (line: string) => void) {
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  let told = -1;
  return (received: number, total: number | undefined) => {
    const tenth = total === undefined ? 0 : Math.floor((10 * received) / total);
    if (tenth <= told) return;
    told = tenth;
    onProgress(
      `downloading ${name}: ${mib(received)} of ${total === undefined ? "unknown" : mib(total)} MiB`,
    );
  };
}

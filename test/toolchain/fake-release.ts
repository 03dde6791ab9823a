/** A release page on loopback that serves one archive, with the faults that real ones have. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { create } from "tar";
import { type Cache, cacheAt } from "../../toolchain/locations";
import type { Tool } from "../../toolchain/tool";
import { toolFor } from "../../toolchain/tools";
import type { WayContext } from "../../toolchain/way";

/** A folder that is gone after the test file. */
export function temporaryFolders() {
  const folders: string[] = [];
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), "belfry-toolchain-"));
    folders.push(folder);
    return folder;
  };
}

/** A shell script that answers `--version` like a server would. */
export async function writeProgram(folder: string, name: string, says: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `#!/bin/sh\necho "${says}"\n`, { mode: 0o755 });
}

export async function tarOf(folder: string, program: string): Promise<Buffer> {
  await mkdir(join(folder, "release-1.2.3"), { recursive: true });
  // Random bytes do not compress, so that half of the archive is a real half.
  await writeFile(
    join(folder, "release-1.2.3", program),
    Buffer.from(Array.from({ length: 200_000 }, Math.random)),
  );
  await create({ gzip: true, cwd: folder, file: join(folder, "release.tar.gz") }, ["release-1.2.3"]);
  return await readFile(join(folder, "release.tar.gz"));
}

export const zipOf = (program: string): Buffer =>
  Buffer.from(zipSync({ [program]: new TextEncoder().encode("#!/bin/sh\n") }));

export const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

export interface Release {
  readonly file: string;
  content: Buffer;
  /** What the checksum file says; the truth unless a test sets it. */
  stated: string;
  /** Breaks the next transfer off in the middle. */
  breakOff: boolean;
  /** The `Range` header of each request for the archive. */
  readonly ranges: (string | undefined)[];
}

/** Serves a release until the returned function is called. */
export async function serve(release: Release): Promise<{ base: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.url === "/sums") return response.end(`${release.stated}  ${release.file}\n`);
    const { range } = request.headers;
    release.ranges.push(range);
    const from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    if (from >= release.content.length) return response.writeHead(416).end();
    const rest = release.content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length });
    if (!release.breakOff) return response.end(rest);
    release.breakOff = false;
    return response.write(rest.subarray(0, rest.length / 2), () => setTimeout(() => response.destroy(), 50));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { base: `http://127.0.0.1:${port}`, close };
}

export function releaseOf(file: string, content: Buffer): Release {
  return { file, content, stated: sha256(content), breakOff: false, ranges: [] };
}

/** What a way is given, for a product that is released at the address. */
export function contextFor(
  folder: string,
  base: string,
  file: string,
  program: string,
): WayContext & { cache: Cache } {
  const tool: Tool = {
    ...toolFor("tempo"),
    archive: () => ({ url: `${base}/${file}`, checksumsUrl: `${base}/sums`, programs: { tempo: program } }),
  };
  const cache = cacheAt(folder);
  return { product: "tempo", tool, cache, staging: join(folder, "staging"), onProgress: () => {} };
}

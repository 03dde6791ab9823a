import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { extract } from "tar";

export interface UnpackOptions {
  /** The copy: a gzipped tar of a base backup. */
  readonly file: string;
  /** The server's data folder; the server must not run. */
  readonly data: string;
}

/**
 * Makes a copy the data of a server. What was there is kept beside it, and put aside only once the copy is unpacked
 * whole; returns its new name, undefined where there was nothing.
 */
export async function unpackCopy({ file, data }: UnpackOptions): Promise<string | undefined> {
  const lock = `${data}/postmaster.pid`;
  if (existsSync(lock)) {
    throw new Error(
      `${lock} is there: a server runs on ${data}, or was killed. Fix: stop it; delete the file if none runs.`,
    );
  }
  const part = `${data}.part`;
  try {
    mkdirSync(part, { recursive: true });
    await extract({ file, cwd: part, strict: true });
    if (!existsSync(`${part}/PG_VERSION`)) {
      throw new Error(`${file} holds no data of PostgreSQL. Fix: name a copy that ends with .tar.gz.`);
    }
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
  // PostgreSQL starts on nothing that others may read.
  chmodSync(part, 0o700);
  const before = existsSync(data) ? `${data}.before-${Date.now()}` : undefined;
  if (before) renameSync(data, before);
  renameSync(part, data);
  return before;
}

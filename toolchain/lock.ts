/** One process at a time: two runs that need the same product must not build it twice. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isNativeError } from "node:util/types";
import { lock } from "proper-lockfile";
import type { Cache } from "./locations";

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once if somebody else holds it. */
  readonly onWait?: () => void;
}

const staleMs = 20_000;
const retryMs = 500;

const isHeld = (error: unknown): boolean =>
  isNativeError(error) && "code" in error && error.code === "ELOCKED";

/** Runs the work while holding the named lock; a holder that was killed loses it after twenty seconds. */
export async function withLock<T>(
  cache: Cache,
  name: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await mkdir(cache.locks, { recursive: true });
  const release = await take(join(cache.locks, name), options);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function take(file: string, { signal, onWait }: LockOptions): Promise<() => Promise<void>> {
  for (let waits = 0; ; waits++) {
    try {
      return await lock(file, { realpath: false, stale: staleMs, update: staleMs / 4 });
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    if (waits === 0) onWait?.();
    await sleep(retryMs, undefined, signal === undefined ? {} : { signal });
  }
}

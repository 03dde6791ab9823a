import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { z } from "zod";
import { identityOf, isAlive } from "./process-identity";

// Not proper-lockfile: it judges by the lock's age, so a laptop that slept or a machine under load looks dead to it,
// and a wrong guess here starts every server twice. A pid with its start time is never wrong.

const holderFile = z.strictObject({ pid: z.number().int(), started: z.string(), host: z.string() });
export type LockHolder = z.infer<typeof holderFile>;

/** A lock that was taken, or who has it. */
export type Lock =
  | { readonly taken: true; release(): void }
  | { readonly taken: false; readonly holder: LockHolder };

/** Takes the lock `file`; a lock whose process is gone is taken over. */
export function takeLock(file: string): Lock {
  mkdirSync(dirname(file), { recursive: true });
  const me = identityOf(process.pid);
  if (!me)
    throw new Error(
      `Cannot read when this process (${process.pid}) started. Fix: mount /proc, or install ps.`,
    );
  const mine = JSON.stringify({ ...me, host: hostname() } satisfies LockHolder);
  for (let attempt = 0; attempt < 20; attempt++) {
    if (createWhole(file, mine)) return { taken: true, release: () => release(file, mine) };
    const found = read(file);
    if (found === undefined) continue;
    const holder = parse(file, found);
    if (holder.host !== hostname() || isAlive(holder)) return { taken: false, holder };
    removeStale(file, found);
  }
  throw new Error(`The lock ${file} changes hands without end. Fix: stop what uses it, then delete it.`);
}

/** Waits for the lock without giving up the thread: for the few milliseconds that a file is rewritten. */
export function withLock<T>(file: string, work: () => T, waitMs = 10_000): T {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const lock = takeLock(file);
    if (lock.taken) {
      try {
        return work();
      } finally {
        lock.release();
      }
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Waited ${waitMs / 1000} s for the lock ${file}, held by process ${lock.holder.pid} on ${lock.holder.host}. Fix: end that process, or wait for it.`,
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

/** Creates the file with its content in one step, so that nobody reads half a lock. */
function createWhole(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function release(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

/** Two may find the same stale lock: whoever moved a fresh one away by mistake puts it back. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== stale) linkSync(aside, file);
  } catch (error) {
    if (!isCode(error, "ENOENT") && !isCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function parse(file: string, text: string): LockHolder {
  try {
    return holderFile.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `The lock ${file} holds ${JSON.stringify(text.slice(0, 60))}, not a process. Fix: make sure that no other belfry command runs on this stack, then delete the file.`,
    );
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Is it the system error `code`? */
export function isCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}

import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "../process-identity";
import type { UnitSpec, UnitStatus } from "../unit";
import { crashesInARow, restartDelayMs } from "./back-off";
import { probeOnce } from "./probe";
import { processMemory } from "./process-memory";
import { reloadProcess } from "./reload";
import {
  adoptProcess,
  endProcess,
  killGroup,
  startProcess,
  surroundings,
  type UnitProcess,
} from "./unit-process";

/** Keeps one unit running until it is told to stop. */
export interface UnitKeeper {
  readonly spec: UnitSpec;
  status(): UnitStatus;
  /** Lets the running process take changed files. */
  reload(next: UnitSpec): Promise<void>;
  /** Ends the process for good. */
  stop(): Promise<void>;
}

export interface KeeperOptions {
  readonly log: string;
  /** A process of this very spec that still runs. */
  readonly found?: ProcessIdentity;
  /** Remembers which process runs, for the next supervisor. */
  record(spec: UnitSpec, identity: ProcessIdentity | null): void;
  say(message: string): void;
}

const prepareSeconds = 120;

/** Starts (or adopts) the process, watches it, and starts it again with back-off whenever it ends unasked. */
export function keepUnit(first: UnitSpec, { log, found, record, say }: KeeperOptions): UnitKeeper {
  const stopped = new AbortController();
  const own = surroundings(first);
  let spec = first;
  let state: UnitStatus["state"] = "starting";
  let current: UnitProcess | undefined;
  let readyInSeconds: number | null = null;
  let lastEnd: string | null = null;
  let restarts = 0;

  async function prepare(): Promise<void> {
    if (!spec.prepare || existsSync(spec.prepare.unless)) return;
    say(`${spec.name}: prepares its storage`);
    current = await startProcess(spec.prepare.argv, spec, log);
    const end = await Promise.race([current.ended, sleep(prepareSeconds * 1000, "timeout", { ref: false })]);
    if (end === "timeout") await endProcess(current, spec.stop);
    if (end !== "ended with code 0")
      throw new Error(`preparing its storage with ${spec.prepare.argv[0]} ${end}`);
  }

  /** Ready first, then alive; a process that stops answering is killed, so that it is started again. */
  async function watch(process: UnitProcess, since: number, signal: AbortSignal): Promise<void> {
    const { readiness, liveness } = spec;
    await sleep(readiness.initialDelaySeconds * 1000, undefined, { signal });
    while ((await probeOnce(readiness, own)) !== undefined) await sleep(250, undefined, { signal });
    signal.throwIfAborted();
    state = "ready";
    readyInSeconds = Math.round((Date.now() - since) / 100) / 10;
    for (let failures = 0; ; ) {
      await sleep(liveness.periodSeconds * 1000, undefined, { signal });
      const problem = await probeOnce(liveness, own);
      signal.throwIfAborted();
      failures = problem === undefined ? 0 : failures + 1;
      state = failures === 0 ? "ready" : "unready";
      if (failures < liveness.failureThreshold) continue;
      say(`${spec.name}: ${problem}, ${failures} times in a row: restarted`);
      await endProcess(process, spec.stop);
      return;
    }
  }

  async function runOnce(adopted: ProcessIdentity | undefined): Promise<string> {
    const since = Date.now();
    state = "starting";
    readyInSeconds = null;
    if (!adopted) await prepare();
    if (stopped.signal.aborted) return "stopped";
    const process = adopted ? adoptProcess(adopted) : await startProcess(spec.argv, spec, log);
    current = process;
    record(spec, process.identity);
    if (stopped.signal.aborted) await endProcess(process, spec.stop);
    const gone = new AbortController();
    const watching = watch(process, since, gone.signal).catch((error: unknown) => {
      if (!gone.signal.aborted) say(`${spec.name}: ${error}`);
    });
    const end = await process.ended;
    gone.abort();
    await watching;
    killGroup(process.identity);
    return end;
  }

  async function keep(): Promise<void> {
    let adopted = found;
    let crashes = 0;
    while (!stopped.signal.aborted) {
      const since = Date.now();
      const end = await runOnce(adopted).catch((error: unknown) =>
        error instanceof Error ? error.message : String(error),
      );
      adopted = undefined;
      current = undefined;
      if (stopped.signal.aborted) break;
      crashes = crashesInARow(crashes, Date.now() - since);
      restarts += 1;
      lastEnd = end;
      state = "backing-off";
      record(spec, null);
      const delay = restartDelayMs(crashes);
      say(`${spec.name}: ${end}; next start in ${delay / 1000} s`);
      await sleep(delay, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    state = "stopped";
  }

  const kept = keep();
  return {
    get spec() {
      return spec;
    },
    status: () => ({
      ...{ name: spec.name, version: spec.version, url: spec.url, state, restarts, readyInSeconds, lastEnd },
      pid: current?.identity.pid ?? null,
      ...processMemory(current?.identity.pid ?? null),
      notes: own.note === undefined ? [] : [own.note],
    }),
    async reload(next) {
      if (current && next.reload) await reloadProcess(next.name, next.reload, current.identity);
      spec = next;
      record(spec, current?.identity ?? null);
    },
    async stop() {
      stopped.abort();
      if (current) await endProcess(current, spec.stop);
      await kept;
    },
  };
}

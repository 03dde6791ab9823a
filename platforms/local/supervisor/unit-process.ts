import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, isAlive, type ProcessIdentity } from "../process-identity";
import type { UnitSpec } from "../unit";
import type { Surroundings } from "./probe";
import { type ProcessUser, processUser } from "./process-user";

/** A running process, started here or found running. */
export interface UnitProcess {
  readonly identity: ProcessIdentity;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
}

/** The environment, folder and user of everything that runs for this unit. */
export function surroundings(spec: UnitSpec): Surroundings & ProcessUser {
  const { PATH = "/usr/local/bin:/usr/bin:/bin", LANG = "C.UTF-8" } = process.env;
  const env = { PATH, LANG, HOME: spec.cwd, ...spec.env };
  return { env, cwd: spec.cwd, ...processUser(spec.user, [spec.cwd, ...spec.argv.map(ownNode)]) };
}

/** `node` is the one that runs the supervisor: its path is no part of a unit, so a newer Node restarts nothing. */
function ownNode(word: string, position: number): string {
  return position === 0 && word === "node" ? process.execPath : word;
}

/**
 * Linux counts private writable memory against RLIMIT_DATA: it needs no rights and no cgroup, a server that exceeds
 * it gets no more memory. macOS accepts the limit and ignores it.
 */
export function limited(argv: readonly string[], memoryMib: number): string[] {
  if (process.platform !== "linux") return [...argv];
  return ["/bin/sh", "-c", 'ulimit -d "$0" && exec "$@"', String(memoryMib * 1024), ...argv];
}

/** Starts the program in a session of its own, so that it outlives the supervisor and is ended as a whole. */
export async function startProcess(
  argv: readonly string[],
  spec: UnitSpec,
  log: string,
): Promise<UnitProcess> {
  const output = openSync(log, "a", 0o644);
  const { env, cwd, uid, gid } = surroundings(spec);
  const user = uid === undefined || gid === undefined ? {} : { uid, gid };
  const [program = "", ...args] = limited(argv.map(ownNode), spec.memoryMib);
  const child = spawn(program, args, {
    env,
    cwd,
    ...user,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const ended = new Promise<string>((resolve) => {
    child.on("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  await new Promise<void>((resolve, reject) => {
    child.on("spawn", resolve);
    child.on("error", (error) =>
      reject(new Error(`${spec.name}: ${program} could not be started: ${error.message}`)),
    );
  });
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  return { identity: identity ?? { pid: child.pid ?? 0, started: "ended at once" }, ended };
}

/** Watches a process that another supervisor started. */
export function adoptProcess(identity: ProcessIdentity): UnitProcess {
  const watch = async () => {
    while (isAlive(identity)) await sleep(500);
    return "ended; its supervisor had been replaced, so nobody saw how";
  };
  return { identity, ended: watch() };
}

/** Asks the process to end, waits, then kills what is left of its group. Never signals a pid that was used again. */
export async function endProcess(
  { identity }: UnitProcess,
  { signal, graceSeconds }: UnitSpec["stop"],
): Promise<void> {
  if (!isAlive(identity)) return;
  process.kill(identity.pid, signal);
  const deadline = Date.now() + graceSeconds * 1000;
  while (isAlive(identity) && Date.now() < deadline) await sleep(50);
  killGroup(identity);
  for (let waited = 0; isAlive(identity) && waited < 5000; waited += 50) await sleep(50);
}

/** Kills the process and whatever it left behind; call it only right after it was seen alive or seen to end. */
export function killGroup({ pid, started }: ProcessIdentity): void {
  const now = identityOf(pid);
  // A group's number stays taken while it has members, so a stranger under this pid means that none is left.
  if (pid <= 1 || (now !== undefined && now.started !== started)) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // ESRCH: nothing was left.
  }
}

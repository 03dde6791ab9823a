import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { extract } from "tar";
import type { Server } from "./base-backup";
import { markedAt } from "./marker";

/** What a drill has shown. */
export interface Drill {
  /** Seconds between the newest record in the copy and the moment of the drill: what a loss just then had cost. */
  readonly recoveryPointSeconds: number;
  /** Seconds until the copy answered. */
  readonly recoveryTimeSeconds: number;
}

export interface RestoreOptions {
  /** The backup. */
  readonly file: string;
  /** PostgreSQL's server program, of the version that was backed up. */
  readonly program: string;
  /** A folder that may hold a whole copy for a while. */
  readonly folder: string;
  readonly access: Pick<Server, "user" | "password">;
}

const host = "127.0.0.1";
/** What it may take altogether; the promise is an hour. */
const patienceMs = 5 * 60_000;

function start(program: string, data: string, folder: string, port: number): ChildProcess {
  // The copy is for this one look: it lets nobody in but by the password, and need not survive a loss of power.
  writeFileSync(join(folder, "access.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
  const settings = [
    `listen_addresses=${host}`,
    `port=${port}`,
    `hba_file=${join(folder, "access.conf")}`,
    "unix_socket_directories=",
    "fsync=off",
    "shared_buffers=16MB",
  ];
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  return spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address === "object" && address) return address.port;
  throw new Error(`no port is free on ${host}`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGINT");
  const forced = setTimeout(() => server.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(forced);
}

async function firstAnswer(server: Server, copy: ChildProcess, deadline: number): Promise<Date> {
  for (;;) {
    try {
      return await markedAt(server);
    } catch (error) {
      if (copy.exitCode !== null) throw new Error(`the copy's server ended with ${copy.exitCode}`);
      if (Date.now() > deadline) throw error;
      await wait(200);
    }
  }
}

/** Starts a server on a copy of the backup, beside the running one, and reads from it: a backup counts once this worked. */
export async function restoreDrill({ file, program, folder, access }: RestoreOptions): Promise<Drill> {
  const began = Date.now();
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(folder, "drill-"));
  const data = join(scratch, "pgdata");
  try {
    mkdirSync(data);
    await extract({ file, cwd: data });
    chmodSync(data, 0o700);
    const port = await freePort();
    const copy = start(program, data, scratch, port);
    const failed = once(copy, "error").then(([error]) => {
      throw error;
    });
    try {
      const answer = firstAnswer({ ...access, host, port }, copy, began + patienceMs);
      const newest = await Promise.race([answer, failed]);
      return {
        recoveryPointSeconds: (began - newest.getTime()) / 1000,
        recoveryTimeSeconds: (Date.now() - began) / 1000,
      };
    } finally {
      await end(copy);
      failed.catch(() => undefined);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

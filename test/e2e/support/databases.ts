import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Redis from "ioredis";
import { Client } from "pg";
import { findTool } from "../../../toolchain/find";
import { binaryOf, explainMissing, isFound } from "../../../toolchain/outcome";
import type { Product } from "../../../toolchain/versions";
import { freePort } from "../../platforms/support/tiny-unit";

// A real PostgreSQL and a real Redis of a test's own, with something in them.

export const repository = join(__dirname, "../../..");
export const password = "a-password-of-this-test-only";
export const host = "127.0.0.1";
/** PostgreSQL refuses to run as root. */
export const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
/** Everything that the test file's programs write. */
export const folder = mkdtempSync(join(tmpdir(), "belfry-databases-"));
export const environment = { ...process.env, HOME: folder };
const running: ChildProcess[] = [];

export interface Databases {
  readonly sql: number;
  readonly redis: number;
}

export async function program(product: Product, binary: string): Promise<string> {
  const tool = await findTool(product);
  if (!isFound(tool)) throw new Error(explainMissing(tool));
  return binaryOf(tool, binary);
}

export function run(command: string, ...args: string[]): ChildProcess {
  const child = spawn(command, args, { ...nobody, cwd: repository, stdio: "ignore", env: environment });
  running.push(child);
  return child;
}

export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  seconds = 90,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await wait(200);
  }
}

export async function sql(port: number, text: string): Promise<unknown[]> {
  const client = new Client({ host, port, user: "belfry", password, database: "postgres" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  await ended;
}

/** 50,000 rows in a table, 200 keys that end, and one that does not. */
export async function startDatabases(): Promise<Databases> {
  const ports = { sql: await freePort(), redis: await freePort() };
  chmodSync(folder, 0o777);
  writeFileSync(join(folder, "password"), password);
  const access = join(folder, "access.conf");
  writeFileSync(access, "host all all all scram-sha-256\nhost replication all all scram-sha-256\n");
  const own = ["-D", join(folder, "pgdata"), "--username=belfry", `--pwfile=${join(folder, "password")}`];
  const initialise = [...own, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"];
  execFileSync(await program("postgres", "initdb"), initialise, { ...nobody, stdio: "ignore" });
  const settings = [
    `port=${ports.sql}`,
    `listen_addresses=${host}`,
    `hba_file=${access}`,
    "unix_socket_directories=",
  ];
  const words = settings.flatMap((setting) => ["-c", setting]);
  run(await program("postgres", "postgres"), "-D", join(folder, "pgdata"), ...words);
  mkdirSync(join(folder, "redis"));
  chmodSync(join(folder, "redis"), 0o777);
  const keys = ["--port", String(ports.redis), "--bind", host, "--requirepass", password];
  run(await program("redis", "redis-server"), ...keys, "--dir", join(folder, "redis"));
  await eventually("PostgreSQL", () => sql(ports.sql, "SELECT 1"));
  await sql(ports.sql, "CREATE TABLE kept AS SELECT n FROM generate_series(1, 50000) AS n");
  const redis = new Redis({ host, port: ports.redis, password });
  for (let n = 0; n < 200; n++) await redis.set(`key-${n}`, `value-${n}`, "EX", 600);
  await redis.hset("hash", { a: "1", b: "2" });
  redis.disconnect();
  return ports;
}

export async function endDatabases(): Promise<void> {
  await Promise.all(running.map(stop));
  rmSync(folder, { recursive: true, force: true });
}

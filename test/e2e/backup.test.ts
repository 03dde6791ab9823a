import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import Redis from "ioredis";
import { Client } from "pg";
import { redisDrill } from "../../simulator/backup/redis-dump";
import { restoreDrill } from "../../simulator/backup/restore";
import { findTool } from "../../toolchain/find";
import { binaryOf, explainMissing, isFound } from "../../toolchain/outcome";
import type { Product } from "../../toolchain/versions";
import { freePort } from "../platforms/support/tiny-unit";

// A real PostgreSQL and a real Redis are backed up and restored by belfry's own program.

const repository = join(__dirname, "../..");
const password = "a-password-of-this-test-only";
const host = "127.0.0.1";
/** PostgreSQL refuses to run as root. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
const folder = mkdtempSync(join(tmpdir(), "belfry-backup-e2e-"));
const running: ChildProcess[] = [];
let ports: { readonly sql: number; readonly redis: number; readonly http: number };

async function program(product: Product, binary: string): Promise<string> {
  const tool = await findTool(product);
  if (!isFound(tool)) throw new Error(explainMissing(tool));
  return binaryOf(tool, binary);
}

function run(command: string, ...args: string[]): ChildProcess {
  const child = spawn(command, args, { ...nobody, cwd: repository, stdio: "ignore", env: environment });
  running.push(child);
  return child;
}

const environment = { ...process.env, HOME: folder };

async function eventually<T>(what: string, look: () => Promise<T | undefined>, seconds = 90): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await wait(200);
  }
}

async function sql(text: string): Promise<unknown[]> {
  const client = new Client({ host, port: ports.sql, user: "belfry", password, database: "postgres" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The metrics by name and labels. */
async function metrics(): Promise<Map<string, number>> {
  const text = await (await fetch(`http://${host}:${ports.http}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith("belfry_"));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(line.split(" ").at(-1))]));
}

function serve(postgres: string): ChildProcess {
  return run(
    process.execPath,
    ...["--import", "tsx", "scripts/serve-backup.ts", `--port=${ports.http}`, `--folder=${folder}/backups`],
    ...[`--postgres=${host}:${ports.sql}`, "--postgres-user=belfry", `--postgres-program=${postgres}`],
    ...[`--postgres-password-file=${folder}/password`, `--redis-password-file=${folder}/password`],
    `--redis=${host}:${ports.redis}`,
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  await ended;
}

beforeAll(async () => {
  ports = { sql: await freePort(), redis: await freePort(), http: await freePort() };
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
  await eventually("PostgreSQL", () => sql("SELECT 1"));
  await sql("CREATE TABLE kept AS SELECT n FROM generate_series(1, 50000) AS n");
  const redis = new Redis({ host, port: ports.redis, password });
  for (let n = 0; n < 200; n++) await redis.set(`key-${n}`, `value-${n}`, "EX", 600);
  await redis.hset("hash", { a: "1", b: "2" });
  redis.disconnect();
}, 180_000);

afterAll(async () => {
  await Promise.all(running.map(stop));
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test("both are backed up and restored, with the recovery point and time of the drill", async () => {
  const keeper = serve(await program("postgres", "postgres"));
  const restored = (product: string) => `belfry_restore_last_success_timestamp_seconds{product="${product}"}`;
  const found = await eventually("both drills", async () => {
    const all = await metrics();
    return all.has(restored("postgres")) && all.has(restored("redis")) ? all : undefined;
  });
  for (const product of ["postgres", "redis"]) {
    const of = (name: string) => found.get(`belfry_${name}{product="${product}"}`) ?? Number.NaN;
    expect(Math.abs(Date.now() / 1000 - of("backup_last_success_timestamp_seconds"))).toBeLessThan(120);
    // The promise: 15 minutes of loss, one hour until it is back.
    expect(of("restore_recovery_point_seconds")).toBeLessThan(15 * 60);
    expect(of("restore_recovery_time_seconds")).toBeLessThan(60 * 60);
    expect(of("backup_size_bytes")).toBeGreaterThan(1_000);
  }
  expect(found.get('belfry_backup_failures_total{product="postgres",step="drill"}')).toBe(0);
  const redis = new Redis({ host, port: ports.redis, password });
  expect(await redis.keys("belfry:drill:*")).toEqual([]);
  redis.disconnect();
  await stop(keeper);
}, 180_000);

test("the copy holds what the database held, and can be had back by hand", async () => {
  const [file] = readdirSync(join(folder, "backups/postgres")).filter((name) => name.endsWith(".tar.gz"));
  const data = join(folder, "by-hand");
  mkdirSync(data);
  execFileSync("tar", ["-xzf", join(folder, "backups/postgres", String(file)), "-C", data]);
  if (nobody.uid !== undefined) execFileSync("chown", ["-R", `${nobody.uid}:${nobody.gid}`, data]);
  chmodSync(data, 0o700);
  await sql("DROP TABLE kept");
  const port = await freePort();
  const settings = [`port=${port}`, `listen_addresses=${host}`, "unix_socket_directories="];
  const words = settings.flatMap((setting) => ["-c", setting]);
  const copy = run(await program("postgres", "postgres"), "-D", data, ...words);
  const rows = await eventually("the copy", async () => {
    const client = new Client({ host, port, user: "belfry", password, database: "postgres" });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return (await client.query("SELECT count(*)::int AS rows FROM kept")).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  });
  expect(rows).toEqual([{ rows: 50_000 }]);
  await stop(copy);
}, 120_000);

test("a copy that is damaged fails its drill", async () => {
  const [file] = readdirSync(join(folder, "backups/postgres")).filter((name) => name.endsWith(".tar.gz"));
  const damaged = join(folder, "backups/postgres", String(file));
  truncateSync(damaged, 100_000);
  const drill = restoreDrill({
    file: damaged,
    program: await program("postgres", "postgres"),
    folder: join(folder, "scratch"),
    access: { user: "belfry", password },
  });
  await expect(drill).rejects.toThrow();
  expect(readdirSync(join(folder, "scratch"))).toEqual([]);
}, 120_000);

type Dump = { readonly entries: { value: string }[] };

test.each([
  ["that lost its end", (copy: Buffer) => copy.subarray(0, copy.length - 200), "unexpected end of file"],
  [
    "with one bit of one value turned",
    (copy: Buffer) => {
      const dump: Dump = JSON.parse(gunzipSync(copy).toString("utf8"));
      const one = dump.entries[100];
      if (one === undefined) throw new Error("the copy holds too little");
      const bytes = Buffer.from(one.value, "base64");
      bytes.writeUInt8(bytes.readUInt8(1) ^ 1, 1);
      one.value = bytes.toString("base64");
      return gzipSync(JSON.stringify(dump));
    },
    "DUMP payload version or checksum are wrong",
  ],
])(
  "a copy of Redis %s fails its drill, and leaves nothing behind",
  async (_how, damage, why) => {
    const own = join(folder, "backups/redis");
    const [name] = readdirSync(own).filter((file) => !file.endsWith(".part"));
    const cache = { host, port: ports.redis, password };
    expect((await redisDrill(cache, join(own, String(name)))).keys).toBe(201);
    const damaged = join(folder, "damaged.json.gz");
    writeFileSync(damaged, damage(readFileSync(join(own, String(name)))));
    await expect(redisDrill(cache, damaged)).rejects.toThrow(why);
    const redis = new Redis(cache);
    expect(await redis.keys("belfry:drill:*")).toEqual([]);
    redis.disconnect();
  },
  60_000,
);

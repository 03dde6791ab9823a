import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import Redis from "ioredis";
import { redisDrill } from "../../simulator/backup/redis-dump";
import { restoreDrill } from "../../simulator/backup/restore";
import { freePort } from "../platforms/support/tiny-unit";
import {
  type Databases,
  endDatabases,
  eventually,
  folder,
  host,
  password,
  program,
  run,
  startDatabases,
  stop,
} from "./support/databases";

// A real PostgreSQL and a real Redis are backed up, and their copies tried, by belfry's own program.

let ports: Databases & { readonly http: number };

beforeAll(async () => {
  ports = { ...(await startDatabases()), http: await freePort() };
}, 180_000);

afterAll(endDatabases, 60_000);

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

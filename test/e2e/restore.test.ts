import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Redis from "ioredis";
import { baseBackup } from "../../simulator/backup/base-backup";
import { copyAt } from "../../simulator/backup/copy-at";
import { redisDump, redisRestore } from "../../simulator/backup/redis-dump";
import { freePort } from "../platforms/support/tiny-unit";
import {
  type Databases,
  endDatabases,
  environment,
  eventually,
  folder,
  host,
  nobody,
  password,
  program,
  repository,
  run,
  sql,
  startDatabases,
  stop,
} from "./support/databases";

// What was backed up is made what a server has, by the command that an operator types.

let ports: Databases;

beforeAll(async () => {
  ports = await startDatabases();
  const access = { host, password };
  for (const product of ["postgres", "redis"])
    mkdirSync(join(folder, "backups", product), { recursive: true });
  const made = Date.now();
  const server = { ...access, port: ports.sql, user: "belfry" };
  await baseBackup(server, join(folder, `backups/postgres/${made}.tar.gz`));
  await redisDump({ ...access, port: ports.redis }, join(folder, `backups/redis/${made}.json.gz`));
}, 180_000);

afterAll(endDatabases, 60_000);

/** The command that an operator types. */
function restore(...args: readonly string[]): string {
  const words = ["--import", "tsx", "scripts/restore.ts", ...args];
  return execFileSync(process.execPath, words, { ...nobody, cwd: repository, env: environment }).toString();
}

test("a server starts on the newest copy, with what the database held; what was there is kept beside it", async () => {
  const data = join(folder, "restored/pgdata");
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, "of-old"), "");
  if (nobody.uid !== undefined)
    execFileSync("chown", ["-R", `${nobody.uid}:${nobody.gid}`, join(data, "..")]);
  await sql(ports.sql, "DROP TABLE kept");
  const told = restore("postgres", "--from", join(folder, "backups/postgres"), "--data", data);
  const [, before = ""] = /What was there is (\S+):/.exec(told) ?? [];
  expect(readdirSync(before)).toEqual(["of-old"]);
  const port = await freePort();
  const settings = [`port=${port}`, `listen_addresses=${host}`, "unix_socket_directories="];
  const words = settings.flatMap((setting) => ["-c", setting]);
  const copy = run(await program("postgres", "postgres"), "-D", data, ...words);
  const rows = () => sql(port, "SELECT count(*)::int AS rows FROM kept");
  expect(await eventually("the copy", rows)).toEqual([{ rows: 50_000 }]);
  await stop(copy);
}, 120_000);

test("Redis has its keys back, each for as long as it still had; what it has since stays", async () => {
  const redis = new Redis({ host, port: ports.redis, password });
  await redis.flushall();
  await redis.set("key-7", "written since");
  const access = ["--redis", `${host}:${ports.redis}`, "--redis-password-file", join(folder, "password")];
  const told = restore("redis", "--from", join(folder, "backups/redis"), ...access);
  expect(told).toMatch(/: 200 keys restored, 1 were there and stay, 0 had ended by now\n$/);
  expect(await redis.get("key-7")).toBe("written since");
  expect(await redis.hgetall("hash")).toEqual({ a: "1", b: "2" });
  expect(await redis.ttl("hash")).toBe(-1);
  const left = await redis.ttl("key-199");
  expect([await redis.get("key-199"), left > 0 && left < 600]).toEqual(["value-199", true]);
  redis.disconnect();
}, 60_000);

test("keys whose time is over are not brought back", async () => {
  const redis = new Redis({ host, port: ports.redis, password });
  await redis.flushall();
  const copy = copyAt(join(folder, "backups/redis"), "json.gz");
  const later = Date.now() + 3_600_000;
  expect(await redisRestore({ host, port: ports.redis, password }, copy, later)).toEqual({
    restored: 1,
    kept: 0,
    expired: 200,
  });
  expect(await redis.keys("*")).toEqual(["hash"]);
  redis.disconnect();
}, 60_000);

test.each([
  ["a folder without copies", () => join(folder, "redis"), "holds no copy that ends with .tar.gz"],
  ["a folder that is not there", () => join(folder, "nowhere"), "Fix: name a copy, or the folder of copies"],
  ["a copy that lost its end", () => cutShort(), "unexpected end of file"],
])("%s changes nothing of the server's data", (_what, named, why) => {
  const data = join(folder, "untouched");
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, "mine"), "");
  chmodSync(data, 0o777);
  expect(() => restore("postgres", "--from", named(), "--data", data)).toThrow(why);
  expect(readdirSync(data)).toEqual(["mine"]);
});

test("a server that runs keeps its data: it is named, with what to do", () => {
  const data = join(folder, "pgdata");
  const before = readdirSync(folder);
  const asked = () => restore("postgres", "--from", join(folder, "backups/postgres"), "--data", data);
  expect(asked).toThrow(
    `${data}/postmaster.pid is there: a server runs on ${data}, or was killed. Fix: stop it`,
  );
  expect(readdirSync(folder)).toEqual(before);
});

function cutShort(): string {
  const copy = readFileSync(copyAt(join(folder, "backups/postgres"), "tar.gz"));
  const cut = join(folder, "cut.tar.gz");
  writeFileSync(cut, copy.subarray(0, copy.length - 1000));
  return cut;
}

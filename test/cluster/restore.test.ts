import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../e2e/support/eventually";
import { folders } from "./lab/folders";
import { writerOf } from "./support/database-writers";
import { inPod, kubectl } from "./support/kubectl";
import { ready } from "./support/production";
import { describeCluster } from "./support/test-cluster";

// What docs/operators-guide.md says under "Restore", line by line.

const belfry = (...args: string[]) => kubectl("-n", "belfry", ...args);
const inBackup = (...command: string[]) => inPod("backup-0", "backup", ...command);

async function copiesOf(product: string): Promise<readonly string[]> {
  // The guide's `ls` is in the shipped image, and not in the one that is put together here.
  const list = `console.log(require("node:fs").readdirSync("/backups/${product}").join("\\n"))`;
  const { well, out } = await inBackup("node", "-e", list);
  if (!well) throw new Error(out);
  return out.split("\n").filter((name) => /^\d+\.[a-z.]+gz$/.test(name));
}

/** The pod of the guide with the image that runs here. */
async function restorePod(): Promise<string> {
  const path = "jsonpath={.spec.template.spec.containers[0].image}";
  const image = await belfry("get", "statefulset", "backup", "-o", path);
  const example = readFileSync(join(__dirname, "../../docs/examples/restore-postgres.yaml"), "utf8");
  const file = join(folders.run, "restore-postgres.yaml");
  writeFileSync(file, example.replace(/image: .*/, `image: ${image}`));
  return file;
}

describeCluster("a restore of production's databases in a cluster", () => {
  const postgres = writerOf("postgres");
  const redis = writerOf("redis");
  let written: ReadonlySet<number>;
  let keys: ReadonlySet<number>;

  beforeAll(async () => {
    [written, keys] = await Promise.all([postgres.write(), redis.write()]);
    expect([written.size > 0, keys.size > 0]).toEqual([true, true]);
    // A backup that starts takes a copy at once.
    const before = [...(await copiesOf("postgres")), ...(await copiesOf("redis"))];
    await belfry("delete", "pod", "backup-0", "--timeout=120s");
    await eventually("a new copy of both", 180, async () => {
      const now = [await copiesOf("postgres"), await copiesOf("redis")];
      const haveNew = now.every((names) => names.some((name) => !before.includes(name)));
      return haveNew || undefined;
    });
  }, 400_000);

  test("PostgreSQL has back what was dropped, and what it had in between is kept beside it", async () => {
    const drop = `
      const { Client } = require("pg");
      const password = require("node:fs").readFileSync("/run/secrets/postgres-password", "utf8").trim();
      const client = new Client({ host: "postgres.belfry.svc", user: "belfry", database: "postgres", password });
      client.connect().then(() => client.query("drop table kills")).then(() => process.exit(0));`;
    expect(await inBackup("node", "-e", drop)).toMatchObject({ well: true });
    await expect(postgres.read()).rejects.toThrow(/could not be asked/);

    await belfry("scale", "statefulset", "postgres", "backup", "--replicas=0");
    await belfry("wait", "--for=delete", "pod/postgres-0", "--timeout=120s");
    await belfry("apply", "-f", await restorePod());
    const phase = () => belfry("get", "pod", "restore-postgres", "-o", "jsonpath={.status.phase}");
    const end = await eventually("the end of the restore", 170, async () => {
      const now = await phase();
      return ["Succeeded", "Failed"].find((one) => one === now);
    });
    const told = await belfry("logs", "restore-postgres");
    expect([end, told]).toEqual(["Succeeded", expect.any(String)]);
    expect(told).toMatch(/\/backups\/postgres\/\d+\.tar\.gz is now \/var\/lib\/postgresql\/data\/pgdata/);
    expect(told).toMatch(/What was there is \/var\/lib\/postgresql\/data\/pgdata\.before-\d+/);
    await belfry("delete", "pod", "restore-postgres", "--timeout=60s");
    await belfry("scale", "statefulset", "postgres", "backup", "--replicas=1");
    await ready(240);
    expect(await postgres.read()).toEqual(written);
  }, 600_000);

  test("Redis has back the keys that were lost", async () => {
    const lose = `
      const { default: Redis } = require("ioredis");
      const password = require("node:fs").readFileSync("/run/secrets/redis-password", "utf8").trim();
      new Redis({ host: "redis.belfry.svc", password }).del("kills").then(() => process.exit(0));`;
    expect(await inBackup("node", "-e", lose)).toMatchObject({ well: true });
    expect(await redis.read()).toEqual(new Set());
    const access = [
      "--redis",
      "redis.belfry.svc:6379",
      "--redis-password-file",
      "/run/secrets/redis-password",
    ];
    const restore = ["node", "scripts/restore.js", "redis", "--from", "/backups/redis", ...access];
    const { well, out } = await inBackup(...restore);
    expect([well, /: \d+ keys restored/.test(out)]).toEqual([true, true]);
    expect(await redis.read()).toEqual(keys);
  }, 300_000);
});

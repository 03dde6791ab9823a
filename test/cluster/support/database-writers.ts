import { inPod } from "./kubectl";

/** Writes numbered records to a database from inside of the cluster, and reads them back. */
export interface Writer {
  /** Sends 20 a second for 12 s, each again until it is taken. Returns the numbers that were taken. */
  write(): Promise<ReadonlySet<number>>;
  read(): Promise<ReadonlySet<number>>;
}

// The backup's pod has the clients, the passwords and the way to both databases.
const connections = {
  postgres: `
    const { Client } = require("pg");
    const password = require("node:fs").readFileSync("/run/secrets/postgres-password", "utf8").trim();
    const open = async () => {
      const client = new Client({ host: "postgres.belfry.svc", user: "belfry", database: "postgres", password,
        connectionTimeoutMillis: 2000, query_timeout: 2000 });
      client.on("error", () => {});
      await client.connect();
      return { put: (n) => client.query("insert into kills values ($1)", [n]), close: () => client.end() ,
        begin: () => client.query("create table if not exists kills (n int)"),
        all: async () => (await client.query("select n from kills")).rows.map((row) => row.n) };
    };`,
  redis: `
    const { default: Redis } = require("ioredis");
    const password = require("node:fs").readFileSync("/run/secrets/redis-password", "utf8").trim();
    const open = async () => {
      const client = new Redis({ host: "redis.belfry.svc", password, lazyConnect: true, connectTimeout: 2000,
        commandTimeout: 2000, retryStrategy: null, enableOfflineQueue: false });
      client.on("error", () => {});
      await client.connect();
      return { put: (n) => client.sadd("kills", n), close: () => client.quit(), begin: () => client.del("kills"),
        all: async () => (await client.smembers("kills")).map(Number) };
    };`,
} as const;

const write = `
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  (async () => {
    let server = await open();
    await server.begin();
    const taken = [];
    const began = Date.now();
    for (let n = 0; n < 240; n++) {
      await sleep(Math.max(0, began + n * 50 - Date.now()));
      while (Date.now() - began < 120000) {
        try {
          server ??= await open();
          await server.put(n);
          taken.push(n);
          break;
        } catch {
          server = undefined;
          await sleep(500);
        }
      }
    }
    console.log(JSON.stringify(taken));
    process.exit(0);
  })();`;
const read = `(async () => { console.log(JSON.stringify(await (await open()).all())); process.exit(0); })();`;

/** How many records a writer sends. */
export const writtenInAll = 240;

export function writerOf(database: keyof typeof connections): Writer {
  const run = async (script: string) => {
    const { well, out } = await inPod("backup-0", "backup", "node", "-e", connections[database] + script);
    if (!well) throw new Error(`${database} could not be asked: ${out}`);
    return new Set<number>(JSON.parse(out));
  };
  return { write: () => run(write), read: () => run(read) };
}

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import Redis from "ioredis";
import { z } from "zod";

/** A Redis and the password that lets one in. */
export interface Cache {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

const entry = z.object({ key: z.string(), value: z.string(), ttlMs: z.number() });
const dump = z.object({ at: z.iso.datetime(), entries: z.array(entry) });

/** Under such names a drill restores; they end by themselves. */
const drillPrefix = "belfry:drill:";
const drillSeconds = 60;

async function connected<R>(cache: Cache, work: (redis: Redis) => Promise<R>): Promise<R> {
  const redis = new Redis({
    ...{ ...cache, lazyConnect: true, maxRetriesPerRequest: 1 },
    ...{ connectTimeout: 10_000, commandTimeout: 10_000, retryStrategy: () => null },
  });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Every key as Redis itself serialises it (DUMP: with version and checksum), and how long it has to live. */
export async function redisDump(cache: Cache, file: string): Promise<void> {
  await connected(cache, async (redis) => {
    const at = new Date().toISOString();
    const entries: z.infer<typeof entry>[] = [];
    for await (const keys of redis.scanStream({ count: 500 })) {
      for (const key of keys as readonly string[]) {
        if (key.startsWith(drillPrefix)) continue;
        const [value, ttlMs] = await Promise.all([redis.dumpBuffer(key), redis.pttl(key)]);
        // It may have gone since.
        if (value !== null) entries.push({ key, value: value.toString("base64"), ttlMs });
      }
    }
    writeFileSync(`${file}.part`, gzipSync(JSON.stringify({ at, entries })));
    renameSync(`${file}.part`, file);
  });
}

const read = (file: string) => dump.parse(JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")));

/** What became of the keys of a copy. */
export interface CacheRestore {
  readonly restored: number;
  /** They are there, and newer than the copy: left alone. */
  readonly kept: number;
  /** Their time was over before now. */
  readonly expired: number;
}

/** Writes every key of the copy back under its own name, for as long as it still had to live. */
export async function redisRestore(cache: Cache, file: string, now: number): Promise<CacheRestore> {
  const { at, entries } = read(file);
  const age = now - Date.parse(at);
  const count = { restored: 0, kept: 0, expired: 0 };
  await connected(cache, async (redis) => {
    for (const { key, value, ttlMs } of entries) {
      // Redis says -1 of a key that never ends, and takes 0 for it.
      const left = ttlMs < 0 ? 0 : ttlMs - age;
      if (ttlMs >= 0 && left <= 0) count.expired += 1;
      else if ((await redis.exists(key)) === 1) count.kept += 1;
      else {
        await redis.restore(key, Math.ceil(left), Buffer.from(value, "base64"));
        count.restored += 1;
      }
    }
  });
  return count;
}

/** What a drill has shown: how old the copy was, and how long it took to take it in. */
export interface CacheDrill {
  readonly recoveryPointSeconds: number;
  readonly recoveryTimeSeconds: number;
  readonly keys: number;
}

/** Restores every key under another name, one after the other, which Redis refuses where a copy is damaged. */
export async function redisDrill(cache: Cache, file: string): Promise<CacheDrill> {
  const began = Date.now();
  const { at, entries } = read(file);
  await connected(cache, async (redis) => {
    await redis.ping();
    for (const { value } of entries) {
      const name = `${drillPrefix}${process.pid}`;
      await redis.restore(name, drillSeconds * 1000, Buffer.from(value, "base64"), "REPLACE");
      await redis.del(name);
    }
  });
  return {
    recoveryPointSeconds: (began - Date.parse(at)) / 1000,
    recoveryTimeSeconds: (Date.now() - began) / 1000,
    keys: entries.length,
  };
}

import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import { splitListen } from "./listen";
import { probes } from "./probes";

export interface RedisArgs {
  readonly platform: Platform;
}

/** How others reach the cache. */
export interface Cache {
  readonly place: Place;
  readonly password: pulumi.Output<string>;
  readonly available: boolean;
}

const ports = { redis: { number: 6379 } };
const configFile = "/etc/redis/redis.conf";
const passwordFile = "/run/secrets/redis-password.conf";
const data = "/data";
const maxMemoryMib = 192;

/** A cache that survives a restart (append-only file). */
export class Redis extends pulumi.ComponentResource {
  readonly cache: Cache;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Redis", name, {}, opts);
    const password = args.platform.password(`${name}-password`, this);
    const place = Redis.place(args.platform, name);
    const running = args.platform.run(workload(place, password), this);
    this.cache = { place, password, available: running.available };
    this.registerOutputs({});
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, password: pulumi.Output<string>): Workload {
  return {
    name: at.name,
    image: products.redis.image,
    program: { product: "redis", binary: "redis-server" },
    args: [at.path(configFile)],
    ports,
    files: { [configFile]: redisConfig(at) },
    secrets: { [passwordFile]: pulumi.interpolate`requirepass ${password}\n` },
    storage: { [data]: { sizeMib: 1024 } },
    probes: probes({ kind: "tcp", port: "redis" }, { kind: "tcp", port: "redis" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 64 }, limits: { cpuMillis: 500, memoryMib: 256 } },
    user: 999,
    connectsTo: [],
  };
}

/** The configuration; the password comes from a file of its own. */
export function redisConfig(at: Place): string {
  const { host, port } = splitListen(at.listen("redis"));
  return [
    ...(host ? [`bind ${host}`] : []),
    `port ${port}`,
    `dir ${at.path(data)}`,
    `include ${at.path(passwordFile)}`,
    "appendonly yes",
    // At most two seconds are lost when the machine dies, nothing when the process does (design.md).
    "appendfsync everysec",
    `maxmemory ${maxMemoryMib}mb`,
    "maxmemory-policy allkeys-lru",
    "",
  ].join("\n");
}

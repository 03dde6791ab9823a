import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { httpProbes } from "./probes";
import type { Cache } from "./redis";

export interface RedisExporterArgs {
  readonly platform: Platform;
  readonly cache: Cache;
}

const ports = { http: { number: 9121 } };
const passwordsFile = "/run/secrets/redis-passwords.json";

/** Tells how Redis is. */
export class RedisExporter extends pulumi.ComponentResource implements Scraped {
  readonly endpoints: Endpoints;

  constructor(name: string, args: RedisExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:RedisExporter", name, {}, opts);
    const running = args.platform.run(workload(RedisExporter.place(args.platform, name), args.cache), this);
    // What it tells is about Redis, so it is declared as the service `redis`.
    this.endpoints = running.available ? { "belfry/redis": running.place.address("http") } : {};
    this.registerOutputs({});
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, cache: Cache): Workload {
  const address = `redis://${cache.place.address("redis")}`;
  return {
    name: at.name,
    image: products["redis-exporter"].image,
    program: { product: "redis-exporter", binary: "redis_exporter" },
    args: [`--web.listen-address=${at.listen("http")}`, "--log-format=json"],
    env: { REDIS_ADDR: address, REDIS_PASSWORD_FILE: at.path(passwordsFile) },
    ports,
    secrets: { [passwordsFile]: cache.password.apply((password) => JSON.stringify({ [address]: password })) },
    probes: httpProbes({ ready: "/health", live: "/health" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 32 }, limits: { cpuMillis: 200, memoryMib: 96 } },
    user: 59000,
    connectsTo: [{ to: "dns" }, { to: "workload", name: cache.place.name, port: "redis" }],
  };
}

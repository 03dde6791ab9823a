import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Connection, Workload } from "../platforms/workload";
import { backupImage } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { ownEndpoint } from "./endpoint";
import { listenHost } from "./listen";
import type { Database } from "./postgres";
import { httpProbes } from "./probes";
import type { Cache } from "./redis";

export interface BackupArgs {
  readonly platform: Platform;
  readonly database: Database;
  readonly cache: Cache;
}

const ports = { http: { number: 9993 } };
const folder = "/backups";
const postgresPassword = "/run/secrets/postgres-password";
const redisPassword = "/run/secrets/redis-password";

/** Backs up the stack's databases every quarter of an hour, and restores a backup each day. */
export class Backup extends pulumi.ComponentResource implements Scraped {
  readonly endpoints: Endpoints;

  constructor(name: string, args: BackupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Backup", name, {}, opts);
    // Where no database runs there is nothing to keep.
    const runs = args.database.available || args.cache.available;
    const at = Backup.place(args.platform, name);
    this.endpoints = runs ? ownEndpoint(args.platform.run(workload(at, args), this)) : {};
    this.registerOutputs({});
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, { platform, database, cache }: BackupArgs): Workload {
  const sql = database.available && {
    args: [
      `--postgres=${database.place.address("sql")}`,
      `--postgres-user=${database.user}`,
      `--postgres-password-file=${at.path(postgresPassword)}`,
      `--postgres-program=${platform.programPath("postgres", "postgres")}`,
    ],
    secrets: { [postgresPassword]: database.password },
    connectsTo: [{ to: "workload", name: database.place.name, port: "sql" }] satisfies readonly Connection[],
  };
  const keys = cache.available && {
    args: [`--redis=${cache.place.address("redis")}`, `--redis-password-file=${at.path(redisPassword)}`],
    secrets: { [redisPassword]: cache.password },
    connectsTo: [{ to: "workload", name: cache.place.name, port: "redis" }] satisfies readonly Connection[],
  };
  const sources = [sql, keys].filter((one) => one !== false);
  return {
    name: at.name,
    image: backupImage,
    program: { product: "belfry", binary: "backup" },
    args: [
      `--port=${at.port("http")}`,
      `--host=${listenHost(at)}`,
      `--folder=${at.path(folder)}`,
      ...sources.flatMap(({ args }) => args),
    ],
    ports,
    secrets: Object.assign({}, ...sources.map(({ secrets }) => secrets)),
    // Fifteen copies of both, and one unpacked for the drill.
    storage: { [folder]: { sizeMib: 8192 } },
    probes: httpProbes({ ready: "/metrics", live: "/metrics" }),
    // A copy's server runs beside it during a drill.
    resources: { requests: { cpuMillis: 20, memoryMib: 128 }, limits: { cpuMillis: 500, memoryMib: 512 } },
    // The user of the database's image, since its server starts for nobody else.
    user: 999,
    connectsTo: [{ to: "dns" }, ...sources.flatMap(({ connectsTo }) => connectsTo)],
  };
}

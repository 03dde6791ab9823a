import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../../platforms/platform";
import type { Port, Workload, WorkloadProbe } from "../../platforms/workload";
import { ragbaseImages } from "../../toolchain/versions";

export const postgresPorts: Record<string, Port> = { sql: { number: 5432 } };
export const redisPorts: Record<string, Port> = { redis: { number: 6379 } };

const database = "ragbase";
const superuser = "postgres";
const volume = "/var/lib/postgresql/data";
/** Below the volume, whose own folder belongs to whoever made it. */
const data = `${volume}/pgdata`;
const passwordFile = "/run/secrets/ragbase/postgres-password";
const accessFile = "/etc/ragbase/pg_hba.conf";
const initFile = "/etc/ragbase/init.sql";
const preparedFile = `${volume}/prepared`;

/** Its compose file asks every 10 s, gives up after 5 s, and five times in a row. */
const asked = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 5 };

function askedBy(...command: string[]): Workload["probes"] {
  const probe: WorkloadProbe = { check: { kind: "exec", command }, ...asked };
  return { readiness: probe, liveness: probe };
}

/** PostgreSQL 16 with pgvector: 2 GiB at most, 1 GiB kept for it, no limit of CPU. */
export function postgresWorkload(at: Place, password: pulumi.Input<string>): Workload {
  return {
    name: at.name,
    image: ragbaseImages.postgres,
    program: { product: "postgres", binary: "postgres" },
    entrypoint: ["postgres"],
    args: [
      ...["-D", at.path(data)],
      ...["-c", "listen_addresses=*"],
      ...["-c", `hba_file=${at.path(accessFile)}`],
      ...["-c", "unix_socket_directories="],
      ...["-c", "password_encryption=scram-sha-256"],
    ],
    // pg_isready would ask a socket file, and there is none.
    env: { PGHOST: "127.0.0.1" },
    ports: postgresPorts,
    files: {
      [accessFile]: "host all all all scram-sha-256\n",
      [initFile]: "CREATE EXTENSION IF NOT EXISTS vector;\n",
    },
    secrets: { [passwordFile]: password },
    storage: { [volume]: { sizeMib: 8192 } },
    prepare: { binary: "sh", args: ["-c", preparation(at)], unless: preparedFile },
    probes: askedBy("pg_isready", "-U", superuser),
    resources: { requests: { cpuMillis: 100, memoryMib: 1024 }, limits: { memoryMib: 2048 } },
    user: 999,
    connectsTo: [],
  };
}

/** What the image's own entrypoint would do, without a server that answers meanwhile; once begun, it begins anew. */
function preparation(at: Place): string {
  const folder = at.path(data);
  const alone = `postgres --single -D ${folder}`;
  return [
    `set -e; rm -rf ${folder}`,
    `initdb -D ${folder} --username=${superuser} --pwfile=${at.path(passwordFile)} --auth=scram-sha-256 --encoding=UTF8 --locale=C --data-checksums`,
    `echo "CREATE DATABASE ${database};" | ${alone} postgres`,
    `${alone} ${database} < ${at.path(initFile)}`,
    `: > ${at.path(preparedFile)}`,
  ].join("; ");
}

/** How the backend reaches the database; a secret. */
export function databaseUrl(at: Place, password: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`postgresql://${superuser}:${password}@${at.address("sql")}/${database}`;
}

/** Redis with an append-only file: 512 MiB at most, 256 MiB kept for it, no limit of CPU. */
export function redisWorkload(at: Place): Workload {
  return {
    name: at.name,
    image: ragbaseImages.redis,
    program: { product: "redis", binary: "redis-server" },
    entrypoint: ["redis-server"],
    args: ["--appendonly", "yes", "--dir", at.path("/data"), "--protected-mode", "no"],
    ports: redisPorts,
    storage: { "/data": { sizeMib: 1024 } },
    probes: askedBy("redis-cli", "ping"),
    resources: { requests: { cpuMillis: 50, memoryMib: 256 }, limits: { memoryMib: 512 } },
    user: 999,
    connectsTo: [],
  };
}

import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import { splitListen } from "./listen";
import { probes } from "./probes";

export interface PostgresArgs {
  readonly platform: Platform;
}

/** How others reach the database. */
export interface Database {
  readonly place: Place;
  readonly user: string;
  readonly name: string;
  readonly password: pulumi.Output<string>;
  readonly available: boolean;
}

const ports = { sql: { number: 5432 } };
const volume = "/var/lib/postgresql/data";
/** Below the volume, whose own folder belongs to whoever made it. */
const data = `${volume}/pgdata`;
const accessFile = "/etc/postgresql/pg_hba.conf";
const passwordFile = "/run/secrets/postgres-password";
const superuser = "belfry";

/** Keeps Grafana's state; the catalog's services may use it, too. */
export class Postgres extends pulumi.ComponentResource {
  readonly database: Database;

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Postgres", name, {}, opts);
    const password = args.platform.password(`${name}-password`, this);
    const place = Postgres.place(args.platform, name);
    const running = args.platform.run(workload(place, password), this);
    this.database = { place, user: superuser, name: "postgres", password, available: running.available };
    this.registerOutputs({});
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, password: pulumi.Output<string>): Workload {
  const { host, port } = splitListen(at.listen("sql"));
  return {
    name: at.name,
    image: products.postgres.image,
    program: { product: "postgres", binary: "postgres" },
    // The image's own would prepare the volume, too, in its own way: the same `prepare` is for every platform.
    entrypoint: ["postgres"],
    args: [
      "-D",
      at.path(data),
      "-c",
      `listen_addresses=${host || "*"}`,
      "-c",
      `port=${port}`,
      // That of initdb lets in whoever is on the same machine, and nobody else.
      "-c",
      `hba_file=${at.path(accessFile)}`,
      // Nobody on the machine gets in by a socket file.
      "-c",
      "unix_socket_directories=",
      "-c",
      "password_encryption=scram-sha-256",
      "-c",
      "shared_buffers=64MB",
      "-c",
      "max_connections=50",
      "-c",
      "log_line_prefix=%m [%p] ",
    ],
    ports,
    // A base backup comes over a connection of its own kind, which `all` databases does not name.
    files: {
      [accessFile]: ["all", "replication"].map((of) => `host ${of} all all scram-sha-256\n`).join(""),
    },
    secrets: { [passwordFile]: password },
    storage: { [volume]: { sizeMib: 4096 } },
    prepare: {
      binary: "initdb",
      args: [
        "-D",
        at.path(data),
        `--username=${superuser}`,
        `--pwfile=${at.path(passwordFile)}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
      ],
      unless: `${data}/PG_VERSION`,
    },
    probes: probes({ kind: "tcp", port: "sql" }, { kind: "tcp", port: "sql" }),
    resources: { requests: { cpuMillis: 50, memoryMib: 128 }, limits: { cpuMillis: 1000, memoryMib: 512 } },
    user: 999,
    connectsTo: [],
  };
}

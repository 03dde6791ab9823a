import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import type { Database } from "./postgres";
import { httpProbes } from "./probes";

export interface PostgresExporterArgs {
  readonly platform: Platform;
  readonly database: Database;
}

const ports = { http: { number: 9187 } };
const passwordFile = "/run/secrets/postgres-password";

/** Tells how PostgreSQL is. */
export class PostgresExporter extends pulumi.ComponentResource implements Scraped {
  readonly endpoints: Endpoints;

  constructor(name: string, args: PostgresExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:PostgresExporter", name, {}, opts);
    const running = args.platform.run(
      workload(PostgresExporter.place(args.platform, name), args.database),
      this,
    );
    // What it tells is about the database, so it is declared as the service `postgres`.
    this.endpoints = running.available ? { "belfry/postgres": running.place.address("http") } : {};
    this.registerOutputs({});
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place, database: Database): Workload {
  return {
    name: at.name,
    image: products["postgres-exporter"].image,
    program: { product: "postgres-exporter", binary: "postgres_exporter" },
    args: [`--web.listen-address=${at.listen("http")}`, "--log.format=json"],
    env: {
      DATA_SOURCE_URI: `${database.place.address("sql")}/${database.name}?sslmode=disable`,
      DATA_SOURCE_USER: database.user,
      DATA_SOURCE_PASS_FILE: at.path(passwordFile),
    },
    ports,
    secrets: { [passwordFile]: database.password },
    probes: httpProbes({ ready: "/", live: "/" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 32 }, limits: { cpuMillis: 200, memoryMib: 96 } },
    user: 65534,
    connectsTo: [{ to: "dns" }, { to: "workload", name: database.place.name, port: "sql" }],
  };
}

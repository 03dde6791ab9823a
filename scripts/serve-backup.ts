import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { backup } from "../services/stack/backup";
import { objectives } from "../services/stack/backup/objectives";
import { type BackedUp, record } from "../services/stack/backup/telemetry";
import { baseBackup } from "../simulator/backup/base-backup";
import { Keeper, type Source } from "../simulator/backup/keeper";
import { mark } from "../simulator/backup/marker";
import { redisDrill, redisDump } from "../simulator/backup/redis-dump";
import { restoreDrill } from "../simulator/backup/restore";
import type { Address } from "../simulator/destinations";
import { address, port } from "./serve/arguments";
import { endOnSignal } from "./serve/end-on-signal";
import { ownMetrics } from "./serve/own-metrics";
import { runScript } from "./stack/command";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly folder: string;
  readonly postgres?: Address;
  readonly postgresUser: string;
  readonly postgresPasswordFile?: string;
  readonly postgresProgram: string;
  readonly redis?: Address;
  readonly redisPasswordFile?: string;
  readonly everyMinutes: number;
  readonly drillHours: number;
}

function amount(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError("Use a number above 0.");
}

function secret(file: string | undefined, what: string): string {
  if (file === undefined) throw new Error(`There is no password of ${what}. Fix: --${what}-password-file.`);
  return readFileSync(file, "utf8").trim();
}

function postgresSource(options: Options, at: Address): Source<BackedUp> {
  const access = {
    user: options.postgresUser,
    password: secret(options.postgresPasswordFile, "postgres"),
  };
  const server = { ...at, ...access };
  return {
    ...{ product: "postgres", ending: "tar.gz" },
    backUp: async (file) => {
      await mark(server);
      await baseBackup(server, file);
    },
    drill: (file, folder) => restoreDrill({ file, folder, access, program: options.postgresProgram }),
  };
}

function redisSource(options: Options, at: Address): Source<BackedUp> {
  const cache = { ...at, password: secret(options.redisPasswordFile, "redis") };
  return {
    ...{ product: "redis", ending: "json.gz" },
    backUp: (file) => redisDump(cache, file),
    drill: (file) => redisDrill(cache, file),
  };
}

async function serve(options: Options): Promise<void> {
  const { postgres, redis, host, port, folder, everyMinutes, drillHours } = options;
  const sources = [
    ...(postgres ? [postgresSource(options, postgres)] : []),
    ...(redis ? [redisSource(options, redis)] : []),
  ];
  if (sources.length === 0) throw new Error("There is nothing to back up. Fix: name --postgres or --redis.");
  const metrics = ownMetrics(backup);
  for (const { product } of sources) metrics.tell(record.none(product));
  const keeper = new Keeper({
    ...{ sources, folder, everyMs: everyMinutes * 60_000, drillEveryMs: drillHours * 3_600_000 },
    ledger: {
      backedUp: (...all) => metrics.tell(record.backedUp(...all)),
      restored: (...all) => metrics.tell(record.restored(...all)),
      failed: (...all) => metrics.tell(record.failed(...all)),
    },
  });
  const server = await metrics.serve(host, port);
  endOnSignal(() => {
    keeper.stop();
    return server.close();
  });
}

runScript(
  new Command("serve-backup")
    .description("Back databases up by schedule, and restore backups to see whether they are any good.")
    .requiredOption("--port <port>", "port of its metrics", port)
    .requiredOption("--folder <folder>", "where backups lie")
    .option("--postgres <address>", "host:port of PostgreSQL", address)
    .option("--postgres-user <name>", "its superuser", "postgres")
    .option("--postgres-password-file <file>", "file with the superuser's password")
    .option("--postgres-program <file>", "its server program, on which a copy is tried", "postgres")
    .option("--redis <address>", "host:port of Redis", address)
    .option("--redis-password-file <file>", "file with its password")
    .option("--every-minutes <minutes>", "between two backups", amount, objectives.recoveryPointMinutes)
    .option("--drill-hours <hours>", "between two restore drills", amount, objectives.drillHours)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .action(serve),
);

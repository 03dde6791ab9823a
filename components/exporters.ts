import type { Platform } from "../platforms/platform";
import type { Scraped } from "./endpoint";
import { NodeExporter } from "./node-exporter";
import type { Database } from "./postgres";
import { PostgresExporter } from "./postgres-exporter";
import type { Cache } from "./redis";
import { RedisExporter } from "./redis-exporter";

/** What speaks for those who do not speak Prometheus: the machine, the database, the cache. */
export function exportersOf(
  platform: Platform,
  { database, cache }: { readonly database: Database; readonly cache: Cache },
): readonly Scraped[] {
  return [
    new NodeExporter("node-exporter", { platform }),
    new PostgresExporter("postgres-exporter", { platform, database }),
    new RedisExporter("redis-exporter", { platform, cache }),
  ];
}

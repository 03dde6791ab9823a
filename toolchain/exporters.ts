/** How the exporters are had: the rows of the table of tools that are all alike. */
import * as go from "./go-programs";
import * as releases from "./releases";
import type { Tool } from "./tool";
import { archiveOrGo, prometheusVersion, untried } from "./tool-parts";

/** One program, released by the Prometheus organisations. */
const exporter = (program: string, accepts: Tool["accepts"]) => ({
  ...prometheusVersion(program),
  required: [program] as const,
  optional: [],
  accepts,
  byHand: archiveOrGo,
});

export const exporters = {
  "node-exporter": {
    ...exporter("node_exporter", { atLeast: "1.12", below: "2", because: untried }),
    archive: releases.nodeExporterArchive,
    go: go.nodeExporterGo,
  },
  "postgres-exporter": {
    ...exporter("postgres_exporter", { atLeast: "0.19", below: "1", because: untried }),
    archive: releases.postgresExporterArchive,
    go: go.postgresExporterGo,
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
    ...exporter("blackbox_exporter", { atLeast: "0.28", below: "1", because: untried }),
    archive: releases.blackboxExporterArchive,
    go: go.blackboxExporterGo,
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
} as const satisfies Record<string, Tool>;

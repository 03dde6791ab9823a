import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { value } from "../../queries/promql";
import { nodeExporterMetrics as host } from "../stack/node-exporter/telemetry";
import { thresholds } from "./thresholds";

/** The alerts of greenstack that are about the host it runs on: their numbers are the node exporter's. */
const watches = ["belfry/node-exporter"] as const;

const onRoot = { mountpoint: "/" } as const;

export const hostAlerts: readonly Alert[] = [
  alert("DiskSpaceCritical", {
    when: value(host.filesystemAvailable.where(onRoot))
      .dividedBy(value(host.filesystemSize.where(onRoot)), "ratio")
      .below(thresholds.diskFree),
    hold: "5m",
    severity: "critical",
    group: "critical",
    every: "30s",
    watches,
    summary: (f) => `the root file system has ${f.value} of its space left`,
    description: (f) => `Less than ${f.threshold} has been free for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning:
        "The root file system, on which greenstack keeps its SQLite database and its logs, is nearly full.",
      impact: "When it is full nothing can be stored any more, and the database may be damaged.",
      diagnosis: [
        "Find the largest folders with `du -x /`: logs, uploads, the database, images?",
        "Compare /var/log/greenstack with its retention of 30 days: does rotation work?",
      ],
      mitigation: [
        "Delete what can be had again: caches, old images, rotated logs that are in Loki.",
        "Enlarge the volume.",
      ],
    },
    firesUnder: ["diskFilling"],
  }),
  alert("HighMemoryUsage", {
    when: value(host.memoryAvailable)
      .dividedBy(value(host.memoryTotal), "ratio")
      .below(thresholds.memoryAvailable),
    hold: "10m",
    severity: "warning",
    group: "warnings",
    every: "1m",
    watches,
    summary: (f) => `the host has ${f.value} of its memory left`,
    description: (f) => `Less than ${f.threshold} has been available for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "The programs on greenstack's host use most of its memory.",
      impact: "Requests become slow; at worst the kernel kills the API.",
      diagnosis: [
        "Has the API's resident memory grown for hours? Then it leaks.",
        "Or did another process of the host take it?",
      ],
      mitigation: ["Restart what leaks.", "Give the host more memory, or the process less work at a time."],
    },
    firesUnder: ["memoryLow"],
  }),
];

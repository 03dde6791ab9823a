import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { quantile } from "../../../queries/histogram";
import { rate, since, value } from "../../../queries/promql";
import { nodeExporterMetrics as host } from "../../stack/node-exporter/telemetry";
import { m } from "../telemetry";
import { thresholds } from "../thresholds";

const interval = "$__rate_interval";
const onRoot = { mountpoint: "/" } as const;
const wired = { device: { not: "lo" } } as const;
const megabyte = 1e6;

export const systemHealth: Board = {
  title: "System Health",
  description: "Whether the host and the process have room to work.",
  rows: [
    {
      title: "Host",
      panels: [
        panel("CPU", "Processors that are busy, all modes but idle; at the number of processors all are.", {
          busy: rate(host.cpu.where({ mode: { not: "idle" } }), interval).sum(),
        }),
        panel(
          "Memory available",
          "Share of the memory that programs can still have; the line is the threshold of HighMemoryUsage.",
          { available: value(host.memoryAvailable).dividedBy(value(host.memoryTotal), "ratio") },
          { threshold: thresholds.memoryAvailable },
        ),
        panel(
          "Disk free",
          "Share of the root file system that is free; the line is the threshold of DiskSpaceCritical.",
          {
            free: value(host.filesystemAvailable.where(onRoot)).dividedBy(
              value(host.filesystemSize.where(onRoot)),
              "ratio",
            ),
          },
          { threshold: thresholds.diskFree },
        ),
        panel("Network", "Megabytes per second, in and out; a flat ceiling is a full line.", {
          "MB/s in": rate(host.received.where(wired), interval).sum().dividedBy(megabyte, "count/s"),
          "MB/s out": rate(host.transmitted.where(wired), interval).sum().dividedBy(megabyte, "count/s"),
        }),
      ],
    },
    {
      title: "Database and requests",
      panels: [
        // Active ones only: no metric carries the idle ones, nor the size of the pool.
        panel(
          "Database connections active",
          "Connections in use. None is normal for an idle SQLite pool, and bad when writes fail.",
          { active: value(m.connections).sum() },
        ),
        panel("Requests in progress", "Requests that are being served, by handler; a growing number hangs.", {
          "{{method}} {{handler}}": value(m.inProgress).sum("method", "handler"),
        }),
        panel(
          "Requests by handler",
          "Requests per second as the instrumentator counts them, by group of status.",
          {
            "{{handler}} {{status}}": rate(m.handled, interval).sum("handler", "status"),
          },
        ),
        panel(
          "Latency by handler",
          "Time within which 95% are answered, by handler; coarse, since it has three buckets only.",
          { "{{handler}}": quantile(0.95, m.handledDuration, interval, "handler") },
        ),
      ],
    },
    {
      title: "Process",
      panels: [
        panel("CPU of the API", "Processors that the API uses; Python's threads share one.", {
          cpu: rate(m.cpu, interval).sum("instance"),
        }),
        panel("Memory of the API", "Resident and virtual memory; one that grows for hours is a leak.", {
          resident: value(m.residentMemory),
          virtual: value(m.virtualMemory),
        }),
        panel("Open files", "Open file descriptors and their limit; at the limit nothing can be opened.", {
          open: value(m.openFiles),
          limit: value(m.maxFiles),
        }),
        panel(
          "Garbage collection",
          "Collections per second by generation, and objects collected or not collectable.",
          {
            "collections {{generation}}": rate(m.gcCollections, interval).sum("generation"),
            "collected {{generation}}": rate(m.gcCollected, interval).sum("generation"),
            "uncollectable {{generation}}": rate(m.gcUncollectable, interval).sum("generation"),
          },
        ),
        panel(
          "Uptime",
          "Time since the process started; a small one is a restart.",
          {
            uptime: since(m.startTime),
          },
          { view: "stat" },
        ),
        panel(
          "Python",
          "Version that runs; two at once are a deploy in progress.",
          {
            "{{version}}": value(m.pythonInfo).max("version"),
          },
          { view: "table" },
        ),
      ],
    },
  ],
};

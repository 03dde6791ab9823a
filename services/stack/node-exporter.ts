import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, set } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { predicted, value } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "node-exporter" } as const;

const modes = ["idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"] as const;
const filesystem = {
  device: upTo(10, "/dev/vda"),
  fstype: upTo(4, "ext4", "tmpfs"),
  mountpoint: upTo(10, "/"),
};
const network = { device: upTo(20, "eth0", "lo") };
const disk = { device: upTo(10, "vda") };

/** The host: what services name in `watches` when their alerts are about its disk, memory or processors. */
export const nodeExporterMetrics = metricsOf(origin, ({ counter, gauge }) => ({
  cpu: counter("node_cpu_seconds_total", {
    help: "Seconds that each processor spent in each mode.",
    unit: "seconds",
    labels: { cpu: upTo(64, "0", "1"), mode: modes },
  }),
  load1: gauge("node_load1", { help: "Runnable and waiting processes, averaged over 1 minute." }),
  load5: gauge("node_load5", { help: "Runnable and waiting processes, averaged over 5 minutes." }),
  load15: gauge("node_load15", { help: "Runnable and waiting processes, averaged over 15 minutes." }),
  memoryTotal: gauge("node_memory_MemTotal_bytes", { help: "Memory of the host.", unit: "bytes" }),
  memoryAvailable: gauge("node_memory_MemAvailable_bytes", {
    help: "Memory that programs can have without swapping.",
    unit: "bytes",
  }),
  filesystemAvailable: gauge("node_filesystem_avail_bytes", {
    help: "Space that is left for unprivileged users.",
    unit: "bytes",
    labels: filesystem,
  }),
  filesystemSize: gauge("node_filesystem_size_bytes", {
    help: "Size of the file system.",
    unit: "bytes",
    labels: filesystem,
  }),
  filesystemFiles: gauge("node_filesystem_files", { help: "Inodes in all.", labels: filesystem }),
  filesystemFilesFree: gauge("node_filesystem_files_free", { help: "Inodes left.", labels: filesystem }),
  diskRead: counter("node_disk_read_bytes_total", {
    help: "Bytes read from the disk.",
    unit: "bytes",
    labels: disk,
  }),
  diskWritten: counter("node_disk_written_bytes_total", {
    help: "Bytes written to the disk.",
    unit: "bytes",
    labels: disk,
  }),
  diskBusy: counter("node_disk_io_time_seconds_total", {
    help: "Seconds in which the disk had work.",
    unit: "seconds",
    labels: disk,
  }),
  received: counter("node_network_receive_bytes_total", {
    help: "Bytes received.",
    unit: "bytes",
    labels: network,
  }),
  transmitted: counter("node_network_transmit_bytes_total", {
    help: "Bytes sent.",
    unit: "bytes",
    labels: network,
  }),
}));

const m = nodeExporterMetrics;
const onDisk = { fstype: { not: "tmpfs" } } as const;
const diskLeft = value(m.filesystemAvailable.where(onDisk)).dividedBy(
  value(m.filesystemSize.where(onDisk)),
  "ratio",
);
const memoryLeft = value(m.memoryAvailable).dividedBy(value(m.memoryTotal), "ratio");

const gib = 2 ** 30;
const root = { device: "/dev/vda", fstype: "ext4", mountpoint: "/" };
const day = 86_400;

const makeRoom = [
  "Delete what can be had again: caches, old archives, finished builds.",
  "Enlarge the volume; shorten a retention only when nothing else helps, for it deletes history.",
] as const;

export const nodeExporter = defineService({
  origin,
  description: "Tells how the host is: processors, memory, disks, network.",
  owner: operators,
  importance: "normal",
  version: "1.12.1",
  port: 9100,
  metrics: m,
  delivery: { by: "scrape", port: 9100, path: "/metrics" },
  behaviour: serving(() => [
    ...["0", "1"].flatMap((cpu) => [
      count(m.cpu, { cpu, mode: "idle" }, 12),
      count(m.cpu, { cpu, mode: "user" }, 2),
      count(m.cpu, { cpu, mode: "system" }, 1),
    ]),
    set(m.load1, {}, 0.6),
    set(m.load5, {}, 0.5),
    set(m.load15, {}, 0.5),
    set(m.memoryTotal, {}, 16 * gib),
    set(m.memoryAvailable, {}, 9 * gib),
    set(m.filesystemSize, root, 100 * gib),
    set(m.filesystemAvailable, root, 60 * gib),
    set(m.filesystemFiles, root, 6_500_000),
    set(m.filesystemFilesFree, root, 6_000_000),
    count(m.diskRead, { device: "vda" }, 100_000),
    count(m.diskWritten, { device: "vda" }, 2_000_000),
    count(m.diskBusy, { device: "vda" }, 0.3),
    count(m.received, { device: "eth0" }, 300_000),
    count(m.transmitted, { device: "eth0" }, 200_000),
  ]),
  faults: {
    down: down(),
    diskFull: fault(
      "the root file system is nearly full",
      sends(() => [set(m.filesystemSize, root, 100 * gib), set(m.filesystemAvailable, root, 4 * gib)]),
    ),
    // Half a MiB a second from 38 GiB on: full in 22 hours.
    diskFilling: fault(
      "something writes without end",
      sends(({ uptimeSeconds }) => [
        set(m.filesystemSize, root, 100 * gib),
        set(m.filesystemAvailable, root, Math.max(0, 38 * gib - uptimeSeconds * 2 ** 19)),
      ]),
    ),
    memoryShort: fault(
      "programs use nearly all memory",
      sends(() => [set(m.memoryTotal, {}, 16 * gib), set(m.memoryAvailable, {}, gib)]),
    ),
  },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "Nothing is wrong for users, but a full disk or exhausted memory would go unnoticed.",
      mitigation: "Check that it may read the host's /proc and /sys.",
    }),
    alert("HostDiskAlmostFull", {
      when: diskLeft.below(0.05),
      hold: "5m",
      severity: "critical",
      summary: (f) => `${f.label("mountpoint")} has ${f.value} of its space left`,
      description: (f) =>
        `${f.label("mountpoint")} (${f.label("device")}) has had less than ${f.threshold} left for ${f.hold}; it is ${f.value} now.`,
      runbook: {
        meaning: "A file system of the host is nearly full.",
        impact:
          "Databases, Prometheus, Loki and queues stop to take data when it is full; some stop altogether.",
        diagnosis: [
          "Find the largest folders of the mount point with `du -x`.",
          "Compare each server's data folder with its declared volume: retention may not be honoured.",
        ],
        mitigation: makeRoom,
      },
      firesUnder: ["diskFull"],
    }),
    alert("HostDiskFillsUp", {
      when: predicted(m.filesystemAvailable.where(onDisk), "6h", day).below(0).and(diskLeft.below(0.4)),
      hold: "1h",
      severity: "warning",
      summary: (f) => `${f.label("mountpoint")} will be full within a day`,
      description: (f) =>
        `At the pace of the last 6 hours ${f.label("mountpoint")} (${f.label("device")}) has no space left in 24 hours.`,
      runbook: {
        meaning: "The free space shrinks so fast that it is gone within a day.",
        impact: "None yet; see HostDiskAlmostFull for what comes.",
        diagnosis: ["Find out what grows: compare the sizes of folders now and in ten minutes."],
        mitigation: makeRoom,
      },
      // A disk that filled up at once lies on such a line, too.
      firesUnder: ["diskFilling", "diskFull"],
    }),
    alert("HostMemoryLow", {
      when: memoryLeft.below(0.1),
      hold: "10m",
      severity: "warning",
      summary: (f) => `the host has ${f.value} of its memory left`,
      description: (f) =>
        `Less than ${f.threshold} of the memory has been available for ${f.hold}; it is ${f.value} now.`,
      runbook: {
        meaning: "Programs use nearly all of the host's memory.",
        impact: "Servers become slow, then the kernel kills one of them.",
        diagnosis: ["See which process holds most memory, and whether it has grown for hours (a leak)."],
        mitigation: [
          "Restart what leaks.",
          "Lower its memory limit, or move it to another host, if it needs that much.",
        ],
      },
      firesUnder: ["memoryShort"],
    }),
  ],
});

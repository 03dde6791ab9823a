import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "node-exporter" } as const;

const modes = ["idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"] as const;
// A mount point has one device of one type.
const mounts = 20;
const filesystem = {
  device: upTo(mounts, "/dev/vda"),
  fstype: upTo(4, "ext4", "tmpfs"),
  mountpoint: upTo(mounts, "/"),
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
    atMost: mounts,
  }),
  filesystemSize: gauge("node_filesystem_size_bytes", {
    help: "Size of the file system.",
    unit: "bytes",
    labels: filesystem,
    atMost: mounts,
  }),
  filesystemFiles: gauge("node_filesystem_files", {
    help: "Inodes in all.",
    labels: filesystem,
    atMost: mounts,
  }),
  filesystemFilesFree: gauge("node_filesystem_files_free", {
    help: "Inodes left.",
    labels: filesystem,
    atMost: mounts,
  }),
  filesystemReadonly: gauge("node_filesystem_readonly", {
    help: "Whether the file system takes no writes.",
    unit: "boolean",
    labels: { ...filesystem, device_error: upTo(3, "") },
    atMost: mounts,
  }),
  openFiles: gauge("node_filefd_allocated", { help: "Open files of the host." }),
  maxFiles: gauge("node_filefd_maximum", { help: "Open files that the host allows." }),
  memoryKills: counter("node_vmstat_oom_kill", { help: "Processes that the kernel killed for memory." }),
  clockOffset: gauge("node_timex_offset_seconds", {
    help: "By how much the clock differs from its reference.",
    unit: "seconds",
  }),
  clockSynchronised: gauge("node_timex_sync_status", {
    help: "Whether the clock is held by a reference.",
    unit: "boolean",
  }),
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

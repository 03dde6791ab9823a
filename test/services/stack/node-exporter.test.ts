import { holdConditions } from "./conditions";

holdConditions("node-exporter", [
  [
    "HostDiskAlmostFull",
    "critical",
    "5m",
    ["diskFull"],
    '(node_filesystem_avail_bytes{…, fstype!="tmpfs"} / node_filesystem_size_bytes{…, fstype!="tmpfs"}) < 0.05',
  ],
  [
    "HostDiskFillsUp",
    "warning",
    "1h",
    ["diskFilling", "diskFull"],
    '(predict_linear(node_filesystem_avail_bytes{…, fstype!="tmpfs"}[6h], 86400) < 0) and ((node_filesystem_avail_bytes{…, fstype!="tmpfs"} / node_filesystem_size_bytes{…, fstype!="tmpfs"}) < 0.4)',
  ],
  [
    "HostInodesLow",
    "warning",
    "5m",
    ["inodesExhausted"],
    '(node_filesystem_files_free{…, fstype!="tmpfs"} / node_filesystem_files{…, fstype!="tmpfs"}) < 0.05',
  ],
  [
    "HostDiskReadonly",
    "critical",
    "1m",
    ["diskReadonly"],
    'node_filesystem_readonly{…, fstype!="tmpfs", mountpoint="/"} == 1',
  ],
  [
    "HostMemoryLow",
    "warning",
    "10m",
    ["memoryShort"],
    "(node_memory_MemAvailable_bytes{…} / node_memory_MemTotal_bytes{…}) < 0.1",
  ],
  [
    "HostKilledProcess",
    "warning",
    undefined,
    ["memoryKill"],
    "sum by (instance) (increase(node_vmstat_oom_kill{…}[10m])) > 0",
  ],
  [
    "HostCpuSaturated",
    "warning",
    "15m",
    ["cpuSaturated"],
    '(sum by (instance) (rate(node_cpu_seconds_total{…, mode!~"idle|iowait"}[5m])) / sum by (instance) (rate(node_cpu_seconds_total{…}[5m]))) > 0.9',
  ],
  [
    "HostFilesExhausted",
    "warning",
    "5m",
    ["filesExhausted"],
    "(node_filefd_allocated{…} / node_filefd_maximum{…}) > 0.9",
  ],
  [
    "HostClockOff",
    "warning",
    "10m",
    ["clockAhead"],
    "(node_timex_offset_seconds{…} > 0.05) or (node_timex_offset_seconds{…} < -0.05)",
  ],
  ["HostClockAlone", "info", "1h", ["clockAlone"], "node_timex_sync_status{…} == 0"],
]);

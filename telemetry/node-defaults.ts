import { upTo } from "./labels";
import type { MetricMaker } from "./metrics";

/** What prom-client 15 calls V8's heap spaces. */
export const heapSpaces = [
  "read_only",
  "new",
  "old",
  "code",
  "shared",
  "new_large_object",
  "large_object",
  "code_large_object",
  "shared_large_object",
] as const;

/** Kinds of garbage collection that prom-client tells apart. */
export const gcKinds = ["major", "minor", "incremental", "weakcb"] as const;

/**
 * The default metrics of prom-client 15 on Linux (`collectDefaultMetrics`), names and buckets as in its lib/metrics.
 * `prefix` goes before each name. The `nodejs_active_…_total` are gauges in spite of their names.
 */
export function nodeDefaults(make: MetricMaker, prefix = "") {
  return { ...processMetrics(make, prefix), ...eventLoopMetrics(make, prefix), ...heapMetrics(make, prefix) };
}
export type NodeDefaults = ReturnType<typeof nodeDefaults>;

function processMetrics({ counter, gauge }: MetricMaker, prefix: string) {
  const seconds = "seconds" as const;
  const bytes = "bytes" as const;
  const process = `${prefix}process`;
  return {
    cpuUser: counter(`${process}_cpu_user_seconds_total`, {
      help: "Total user CPU time spent in seconds.",
      unit: seconds,
    }),
    cpuSystem: counter(`${process}_cpu_system_seconds_total`, {
      help: "Total system CPU time spent in seconds.",
      unit: seconds,
    }),
    cpu: counter(`${process}_cpu_seconds_total`, {
      help: "Total user and system CPU time spent in seconds.",
      unit: seconds,
    }),
    startTime: gauge(`${process}_start_time_seconds`, {
      help: "Start time of the process since unix epoch in seconds.",
      unit: "timestamp",
    }),
    residentMemory: gauge(`${process}_resident_memory_bytes`, {
      help: "Resident memory size in bytes.",
      unit: bytes,
    }),
    virtualMemory: gauge(`${process}_virtual_memory_bytes`, {
      help: "Virtual memory size in bytes.",
      unit: bytes,
    }),
    processHeap: gauge(`${process}_heap_bytes`, { help: "Process heap size in bytes.", unit: bytes }),
    openFiles: gauge(`${process}_open_fds`, { help: "Number of open file descriptors." }),
    maxFiles: gauge(`${process}_max_fds`, { help: "Maximum number of open file descriptors." }),
  };
}

function eventLoopMetrics({ gauge }: MetricMaker, prefix: string) {
  const lag = (which: string, help: string) =>
    gauge(`${prefix}nodejs_eventloop_lag_${which}seconds`, { help, unit: "seconds" });
  // How many types there are follows from what a process uses (sockets, timers, files), so each is bounded.
  const active = (what: "resources" | "handles" | "requests", help: string, type: [string, ...string[]]) =>
    gauge(`${prefix}nodejs_active_${what}`, { help, labels: { type: upTo(20, ...type) } });
  const activeTotal = (what: "resources" | "handles" | "requests") =>
    gauge(`${prefix}nodejs_active_${what}_total`, { help: `Total number of active ${what}.` });
  return {
    eventLoopLag: lag("", "Lag of event loop in seconds."),
    eventLoopLagMin: lag("min_", "The minimum recorded event loop delay."),
    eventLoopLagMax: lag("max_", "The maximum recorded event loop delay."),
    eventLoopLagMean: lag("mean_", "The mean of the recorded event loop delays."),
    eventLoopLagStddev: lag("stddev_", "The standard deviation of the recorded event loop delays."),
    eventLoopLagP50: lag("p50_", "The 50th percentile of the recorded event loop delays."),
    eventLoopLagP90: lag("p90_", "The 90th percentile of the recorded event loop delays."),
    eventLoopLagP99: lag("p99_", "The 99th percentile of the recorded event loop delays."),
    activeResources: active(
      "resources",
      "Number of active resources that are currently keeping the event loop alive, grouped by async resource type.",
      ["Timeout", "TCPSocketWrap", "TCPServerWrap"],
    ),
    activeResourcesTotal: activeTotal("resources"),
    activeHandles: active(
      "handles",
      "Number of active libuv handles grouped by handle type. Every handle type is C++ class name.",
      ["Socket", "Server"],
    ),
    activeHandlesTotal: activeTotal("handles"),
    activeRequests: active(
      "requests",
      "Number of active libuv requests grouped by request type. Every request type is C++ class name.",
      ["FSReqCallback"],
    ),
    activeRequestsTotal: activeTotal("requests"),
  };
}

function heapMetrics({ gauge, histogram }: MetricMaker, prefix: string) {
  const bytes = (name: string, help: string) =>
    gauge(`${prefix}nodejs_${name}_bytes`, { help, unit: "bytes" });
  const space = (which: "total" | "used" | "available") =>
    gauge(`${prefix}nodejs_heap_space_size_${which}_bytes`, {
      help: `Process heap space size ${which} from Node.js in bytes.`,
      unit: "bytes",
      labels: { space: heapSpaces },
    });
  return {
    heapTotal: bytes("heap_size_total", "Process heap size from Node.js in bytes."),
    heapUsed: bytes("heap_size_used", "Process heap size used from Node.js in bytes."),
    externalMemory: bytes("external_memory", "Node.js external memory size in bytes."),
    heapSpaceTotal: space("total"),
    heapSpaceUsed: space("used"),
    heapSpaceAvailable: space("available"),
    versionInfo: gauge(`${prefix}nodejs_version_info`, {
      help: "Node.js version info.",
      labels: {
        version: upTo(3, "v20.20.2"),
        major: upTo(3, "20"),
        minor: upTo(3, "20"),
        patch: upTo(3, "2"),
      },
    }),
    gcDuration: histogram(`${prefix}nodejs_gc_duration_seconds`, {
      help: "Garbage collection duration by kind, one of major, minor, incremental or weakcb.",
      labels: { kind: gcKinds },
      buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    }),
  };
}

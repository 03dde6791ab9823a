import type { LabelSpec } from "./labels";
import { cardinality, upTo } from "./labels";
import type { MetricMaker } from "./metrics";

/** `Histogram.DEFAULT_BUCKETS` of the Python client, seconds, without +Inf. */
export const pythonBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

/** CPython's generations of garbage. */
export const gcGenerations = ["0", "1", "2"] as const;

/**
 * What the Python client (prometheus_client) tells on its own on CPython and Linux: names, labels and help texts as
 * in its gc_collector.py, platform_collector.py and process_collector.py.
 */
export function pythonDefaults(make: MetricMaker) {
  return { ...runtimeMetrics(make), ...processMetrics(make) };
}
export type PythonDefaults = ReturnType<typeof pythonDefaults>;

function runtimeMetrics({ counter, gauge }: MetricMaker) {
  const labels = { generation: gcGenerations };
  return {
    gcCollected: counter("python_gc_objects_collected_total", {
      help: "Objects collected during gc.",
      labels,
    }),
    gcUncollectable: counter("python_gc_objects_uncollectable_total", {
      help: "Uncollectable objects found during GC.",
      labels,
    }),
    gcCollections: counter("python_gc_collections_total", {
      help: "Number of times this generation was collected.",
      labels,
    }),
    pythonInfo: gauge("python_info", {
      help: "Python platform information.",
      unit: "boolean",
      labels: {
        implementation: upTo(1, "CPython"),
        major: upTo(1, "3"),
        minor: upTo(2, "12"),
        patchlevel: upTo(2, "4"),
        version: upTo(2, "3.12.4"),
      },
    }),
  };
}

function processMetrics({ counter, gauge }: MetricMaker) {
  return {
    virtualMemory: gauge("process_virtual_memory_bytes", {
      help: "Virtual memory size in bytes.",
      unit: "bytes",
    }),
    residentMemory: gauge("process_resident_memory_bytes", {
      help: "Resident memory size in bytes.",
      unit: "bytes",
    }),
    startTime: gauge("process_start_time_seconds", {
      help: "Start time of the process since unix epoch in seconds.",
      unit: "timestamp",
    }),
    cpu: counter("process_cpu_seconds_total", {
      help: "Total user and system CPU time spent in seconds.",
      unit: "seconds",
    }),
    openFiles: gauge("process_open_fds", { help: "Number of open file descriptors." }),
    maxFiles: gauge("process_max_fds", { help: "Maximum number of open file descriptors." }),
  };
}

/** How prometheus-fastapi-instrumentator groups statuses unless told otherwise. */
export const groupedStatuses = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/**
 * Requests as prometheus-fastapi-instrumentator counts them by default, with `handlers` as the values of `handler`
 * (route templates, and `none` for all other paths). Its duration has three buckets only, since they are multiplied
 * by every handler: `latency_lowr_buckets` of `metrics.default`.
 */
export function instrumentator<const H extends LabelSpec, const M extends LabelSpec>(
  { counter, histogram }: MetricMaker,
  { handlers, methods }: { handlers: H; methods: M },
) {
  // A handler has one method, and answers with three groups of statuses.
  const pairs = cardinality(handlers);
  return {
    handled: counter("http_requests_total", {
      help: "Total number of requests by method, status and handler.",
      labels: { handler: handlers, method: methods, status: groupedStatuses },
      atMost: 3 * pairs,
    }),
    handledDuration: histogram("http_request_duration_seconds", {
      help: "Latency with only few buckets by handler.",
      labels: { handler: handlers, method: methods },
      buckets: [0.1, 0.5, 1],
      atMost: pairs,
    }),
  };
}

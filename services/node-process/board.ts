import type { Board, Row } from "../../declaration/board";
import { panel } from "../../declaration/board";
import { quantile } from "../../queries/histogram";
import { rate, since, value } from "../../queries/promql";
import type { NodeDefaults } from "../../telemetry/node-defaults";

const live = "$__rate_interval";

/** The Node.js process of a service: processor, memory, event loop, garbage collection. */
export function nodeBoard(m: NodeDefaults): Board {
  return {
    title: "Node.js process",
    description: "Processor, memory, event loop and garbage collection of the service's process.",
    rows: [processRow(m), memoryRow(m), eventLoopRow(m)],
  };
}

function processRow(m: NodeDefaults): Row {
  return {
    title: "Process",
    panels: [
      panel("Processor", "Cores in use; 1 is all that one event loop can have.", {
        user: rate(m.cpuUser, live).sum().in("ratio"),
        system: rate(m.cpuSystem, live).sum().in("ratio"),
        all: rate(m.cpu, live).sum().in("ratio"),
      }),
      panel(
        "Running for",
        "Time since the start; a small number is a restart.",
        { "{{instance}}": since(m.startTime) },
        { view: "stat" },
      ),
      panel("Open files", "Files and sockets in use; near the highest number, connections fail.", {
        open: value(m.openFiles).max(),
        highest: value(m.maxFiles).min(),
      }),
      panel(
        "Version",
        "Node.js that runs.",
        { "{{version}}": value(m.versionInfo).count("version", "major", "minor", "patch") },
        { view: "table" },
      ),
    ],
  };
}

function memoryRow(m: NodeDefaults): Row {
  return {
    title: "Memory",
    panels: [
      panel("Memory of the process", "What the system gives it; a line that only rises is a leak.", {
        resident: value(m.residentMemory).sum(),
        virtual: value(m.virtualMemory).sum(),
        data: value(m.processHeap).sum(),
      }),
      panel("Heap", "What V8 holds for the code, and what lies outside its heap.", {
        size: value(m.heapTotal).sum(),
        used: value(m.heapUsed).sum(),
        external: value(m.externalMemory).sum(),
      }),
      panel("Heap by space", "Where the heap grows: `old` is what lives long.", {
        "{{space}} used": value(m.heapSpaceUsed).sum("space"),
        "{{space}} available": value(m.heapSpaceAvailable).sum("space"),
        "{{space}} size": value(m.heapSpaceTotal).sum("space"),
      }),
      panel("Garbage collection", "95% of the collections end within; long ones stop every request.", {
        "{{kind}}": quantile(0.95, m.gcDuration, live, "kind"),
      }),
    ],
  };
}

function eventLoopRow(m: NodeDefaults): Row {
  return {
    title: "Event loop",
    panels: [
      panel("Lag", "How late the event loop is; above 100 ms something blocks it.", {
        now: value(m.eventLoopLag).max(),
        p50: value(m.eventLoopLagP50).max(),
        p90: value(m.eventLoopLagP90).max(),
        p99: value(m.eventLoopLagP99).max(),
      }),
      panel("Spread of the lag", "The least, the mean, the most, and how far they lie apart.", {
        least: value(m.eventLoopLagMin).min(),
        mean: value(m.eventLoopLagMean).avg(),
        most: value(m.eventLoopLagMax).max(),
        deviation: value(m.eventLoopLagStddev).max(),
      }),
      panel("Active by type", "What keeps the event loop busy: sockets, timers, files.", {
        "resources {{type}}": value(m.activeResources).sum("type"),
        "handles {{type}}": value(m.activeHandles).sum("type"),
        "requests {{type}}": value(m.activeRequests).sum("type"),
      }),
      panel("Active in all", "A line that only rises means that something is not closed.", {
        resources: value(m.activeResourcesTotal).sum(),
        handles: value(m.activeHandlesTotal).sum(),
        requests: value(m.activeRequestsTotal).sum(),
      }),
    ],
  };
}

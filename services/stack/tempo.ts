import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, observe, set } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { added, increase, rate } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
import { requestsFailing } from "./operations/requests-failing";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "tempo" } as const;

const tenant = upTo(1, "single-tenant");
const request = {
  method: upTo(4, "GET", "POST", "gRPC"),
  route: upTo(60, "api_search", "api_v2_traces_traceid"),
  status_code: upTo(12, "200", "404", "500", "success", "error"),
};

const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  duration: histogram("tempo_request_duration_seconds", {
    help: "Duration of requests.",
    labels: request,
    // A route has one method and few statuses.
    atMost: 60,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 25, 50, 100],
  }),
  spans: counter("tempo_distributor_spans_received_total", { help: "Spans received.", labels: { tenant } }),
  bytes: counter("tempo_distributor_bytes_received_total", {
    help: "Bytes of spans received.",
    unit: "bytes",
    labels: { tenant },
  }),
  // Appears with the first discarded span: modules/overrides/discarded_spans.go of grafana/tempo.
  discarded: counter("tempo_discarded_spans_total", {
    help: "Spans thrown away.",
    labels: { tenant, reason: upTo(12, "rate_limited", "trace_too_large", "live_traces_exceeded") },
  }),
  liveTraces: gauge("tempo_live_store_live_traces", {
    help: "Traces that still wait for spans.",
    labels: { tenant },
  }),
  localFlushFailures: counter("tempo_live_store_local_failed_flushes_total", {
    help: "Blocks that could not be written to storage.",
  }),
  compactionErrors: counter("tempodb_compaction_errors_total", { help: "Compactions that failed." }),
  retentionErrors: counter("tempodb_retention_errors_total", {
    help: "Times that old blocks could not be deleted.",
  }),
  // Appears with the first: tempodb/blocklist/poller.go of grafana/tempo.
  blocklistErrors: counter("tempodb_blocklist_poll_errors_total", {
    help: "Times that the list of blocks could not be read.",
    labels: { tenant },
  }),
  failedFlushes: counter("tempo_live_store_failed_completions_total", {
    help: "Blocks that could not be completed.",
  }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));

export const tempo = defineService({
  origin,
  description: "Keeps traces and finds them again.",
  owner: operators,
  importance: "normal",
  version: "3.0.3",
  port: 3200,
  metrics: m,
  delivery: { by: "scrape", port: 3200, path: "/metrics" },
  // 1,034 were seen with the whole catalog.
  seriesBudget: 2_000,
  red: {
    requests: [m.duration.count],
    errors: [m.duration.count.where({ status_code: { matches: "5.." } })],
    duration: m.duration,
    by: ["route", "status_code"],
  },
  behaviour: serving(() => [
    observe(m.duration, { method: "GET", route: "api_search", status_code: "200" }, 0.05),
    observe(m.duration, { method: "GET", route: "api_v2_traces_traceid", status_code: "200" }, 0.02),
    count(m.spans, { tenant: "single-tenant" }, 300),
    count(m.bytes, { tenant: "single-tenant" }, 90_000),
    set(m.liveTraces, { tenant: "single-tenant" }, 12),
    count(m.failedFlushes, {}, 0),
    set(m.memory, {}, 160 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    spanFlood: fault(
      "a sender sends more spans than its limit",
      sends(() => [count(m.discarded, { tenant: "single-tenant", reason: "rate_limited" }, 100)]),
    ),
    storageRefuses: fault(
      "blocks cannot be written to storage",
      sends(() => [count(m.localFlushFailures, {}), count(m.failedFlushes, {})]),
    ),
    blocksDamaged: fault(
      "a block cannot be read",
      sends(() => [count(m.compactionErrors, {}, 0.01)]),
    ),
    retentionFails: fault(
      "old blocks cannot be deleted",
      sends(() => [count(m.retentionErrors, {}, 0.01)]),
    ),
    errors: fault(
      "searches fail",
      sends(() => [observe(m.duration, { method: "GET", route: "api_search", status_code: "500" }, 0.1)]),
    ),
    storageUnreadable: fault(
      "the list of blocks cannot be read",
      sends(() => [count(m.blocklistErrors, { tenant: "single-tenant" }, 0.1)]),
    ),
  },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "Traces cannot be searched; the collector keeps spans in its queue meanwhile.",
      mitigation: "When its volume is full, enlarge it.",
    }),
    alert("SpansDiscarded", {
      when: rate(m.discarded, "5m").sum("reason").above(0),
      hold: "5m",
      severity: "warning",
      summary: (f) => `spans are refused: ${f.label("reason")}`,
      description: (f) =>
        `For ${f.hold} Tempo has refused spans for the reason ${f.label("reason")}; it is ${f.value} now.`,
      runbook: {
        meaning:
          "Tempo refuses spans: more bytes than its memory holds (rate_limited), too many open traces, or a trace that is too large.",
        impact:
          "What is rate_limited waits in the collector's queue and comes later, until the queue is full. All else is lost: traces have holes.",
        diagnosis: [
          "Find the service that sends most spans in the last hour.",
          "For trace_too_large: a loop or a background job that never ends its trace is the usual reason.",
        ],
        mitigation: [
          "Sample that service less.",
          "If the load is here to stay, declare it: Tempo's memory and its limits follow (docs/sizing.md).",
        ],
      },
      firesUnder: ["spanFlood"],
    }),
    requestsFailing({
      requests: m.duration.count,
      failed: m.duration.count.where({ status_code: { matches: "5.." } }),
      label: "route",
      impact: "Traces cannot be searched or opened. What is sent is still kept.",
      diagnosis: [
        "Read Tempo's last lines of level error: they name the block or the limit.",
        "Do BlocklistStale or CompactionFailing fire? Then blocks are damaged, or the storage is away.",
        "A search over days that runs out of time or memory?",
      ],
      mitigation: [
        "Narrow the search to hours and one service.",
        "Mend the storage, or move a damaged block away.",
      ],
    }),
    alert("FlushFailing", {
      when: added(rate(m.localFlushFailures, "5m").sum(), rate(m.failedFlushes, "5m").sum()).above(0),
      hold: "5m",
      severity: "critical",
      summary: () => "Tempo cannot write blocks",
      description: (f) => `For ${f.hold} blocks could not be completed or written to storage.`,
      runbook: {
        meaning: "Spans are taken in, but cannot be moved to where they are kept.",
        impact: "They stay on the local disk until it is full; then spans are lost.",
        diagnosis: [
          "Read Tempo's lines with `flush`: they name the reason.",
          "Is the volume full? Does the object storage answer?",
        ],
        mitigation: ["Make room, or mend the storage: it tries again by itself."],
      },
      firesUnder: ["storageRefuses"],
    }),
    alert("CompactionFailing", {
      when: increase(m.compactionErrors, "1h").sum().above(0),
      hold: "10m",
      severity: "warning",
      summary: () => "Tempo cannot compact its blocks",
      description: (f) => `Compactions have failed within the last hour, for at least ${f.hold}.`,
      runbook: {
        meaning: "Small blocks cannot be joined to larger ones.",
        impact: "The list of blocks grows, and searches become slow.",
        diagnosis: ["Read Tempo's lines with `compact`: they name the block."],
        mitigation: ["Move a damaged block away; its traces are lost.", "Make room when it is the disk."],
      },
      firesUnder: ["blocksDamaged"],
    }),
    alert("RetentionFailing", {
      when: increase(m.retentionErrors, "1h").sum().above(0),
      hold: "10m",
      severity: "warning",
      summary: () => "Tempo cannot delete old blocks",
      description: (f) => `Deleting blocks has failed within the last hour, for at least ${f.hold}.`,
      runbook: {
        meaning: "Traces older than the retention stay.",
        impact: "The volume fills up; personal data in old spans stays longer than was promised.",
        diagnosis: ["Read Tempo's lines with `retention`.", "May its key for the object storage delete?"],
        mitigation: ["Mend the rights or the disk; it tries again by itself."],
      },
      firesUnder: ["retentionFails"],
    }),
    alert("BlocklistStale", {
      when: rate(m.blocklistErrors, "15m").sum().above(0),
      hold: "15m",
      severity: "warning",
      summary: () => "Tempo cannot read which blocks there are",
      description: (f) => `For ${f.hold} reading the list of blocks has failed.`,
      runbook: {
        meaning: "The storage cannot be listed, so that new and deleted blocks are not known.",
        impact: "Searches miss the newest traces, or fail on blocks that are gone.",
        diagnosis: ["Read Tempo's lines with `blocklist`.", "Does the storage answer, and is its key valid?"],
        mitigation: ["Mend the storage; the list is read anew within minutes."],
      },
      firesUnder: ["storageUnreadable"],
    }),
  ],
});

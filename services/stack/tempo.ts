import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, observe, set } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { rate } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
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
      summary: (f) => `spans are thrown away: ${f.label("reason")}`,
      description: (f) =>
        `For ${f.hold} Tempo has thrown spans away for the reason ${f.label("reason")}; it is ${f.value} now.`,
      runbook: {
        meaning: "Tempo refuses spans: too many at once, or a trace that is too large.",
        impact: "Traces have holes or are missing; links from metrics and logs lead nowhere.",
        diagnosis: [
          "Find the service that sends most spans in the last hour.",
          "For trace_too_large: a loop or a background job that never ends its trace is the usual reason.",
        ],
        mitigation: ["Sample that service less.", "Raise the limit if the load is here to stay."],
      },
      firesUnder: ["spanFlood"],
    }),
  ],
});

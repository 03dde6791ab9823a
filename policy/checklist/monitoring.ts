import { alerting } from "./alerting";
import { type ChecklistLine, linesOf } from "./line";

const { proven, wanted } = linesOf("Monitoring");

/** What comes in. */
const telemetry: readonly ChecklistLine[] = [
  wanted(
    "probed",
    "critical",
    "metrics-arrive",
    "Prometheus gets the metrics of the service",
    "`up` of the service in this environment (--prometheus)",
    {
      sources: { ragbase: ["/metrics is reachable for Prometheus"], "travel-crm": ["Metrics tracked"] },
      policies: ["services-emit-metrics"],
    },
  ),
  proven("generated", "high", "metrics-interval", "Metrics come every 15 s", {
    sources: { greenstack: ["Metrics every 15 s"], pulsecal: ["Scraped at /metrics every 15 s"] },
    policies: ["scrape-interval-is-short", "rate-windows-fit-scrapes"],
  }),
  proven("declared", "high", "endpoint-metrics", "Every endpoint has metrics", {
    sources: { greenstack: ["Every endpoint has metrics", "124 endpoints, all with metrics"] },
    policies: ["requests-are-measured-by-endpoint"],
  }),
  proven(
    "declared",
    "high",
    "structured-logs",
    "Logs are structured, with a time, a level and a correlation",
    {
      sources: {
        newsletter: ["Structured logging everywhere"],
        greenstack: ["27 routes files, all with structured logs"],
      },
      policies: ["services-log-in-structure"],
    },
  ),
  wanted(
    "probed",
    "high",
    "logs-searchable",
    "Logs can be searched, within 30 s",
    "the canary's lines, found in Loki, with their delay (--prometheus)",
    {
      sources: {
        greenstack: ["Logs searchable within 30 s"],
        ragbase: ["Log aggregation"],
        "travel-crm": ["Logs structured and searchable", "HTTP access log, rotation, aggregation"],
      },
      policies: ["services-log-in-structure"],
    },
  ),
  proven("generated", "high", "log-retention", "Logs are kept for a stated time, and no longer", {
    sources: {
      newsletter: ["Retention policy for logs"],
      pulsecal: ["Log retention is configurable"],
      greenstack: ["Logs kept 30 days"],
    },
    policies: ["log-retention-is-set"],
  }),
  wanted(
    "probed",
    "medium",
    "traces-arrive",
    "Traces can be seen within 1 min",
    "the canary's traces, found in Tempo, with their delay (--prometheus)",
    {
      sources: { greenstack: ["Traces within 1 min", "20 critical traced paths"] },
      policies: ["traces-are-sampled"],
    },
  ),
  proven("declared", "medium", "trace-sampling", "Traces are sampled at a declared rate", {
    sources: { pulsecal: ["Traces are sampled"] },
    policies: ["traces-are-sampled"],
  }),
  wanted(
    "attested",
    "low",
    "event-sampling",
    "High-volume events are sampled",
    "its owner's word, with the rates: what was left out cannot be counted from outside",
    { sources: { newsletter: ["Sampling for high-volume events"] } },
  ),
  proven("declared", "medium", "correlation", "A request is found everywhere by one id", {
    sources: {
      newsletter: ["A new trace id per request, in X-Trace-Id"],
      ragbase: ["x-request-id is kept and on each response"],
      "travel-crm": ["X-Trace-ID is kept, else a UUID"],
    },
    policies: ["services-log-in-structure"],
  }),
  proven("declared", "medium", "rejected-requests", "Requests that a rate limit refuses are tracked", {
    sources: { pulsecal: ["Rejected requests are tracked"] },
    policies: ["rejected-requests-are-shown"],
  }),
  ...["Background tasks", "External calls"].map((what) =>
    wanted(
      "attested",
      "low",
      `log-${what.toLowerCase().replaceAll(" ", "-")}`,
      `${what} are logged`,
      "its owner's word, with a line as an example: no event of that kind is declared yet",
      { sources: { greenstack: [`${what} are logged`] } },
    ),
  ),
];

/** What people look at. */
const views: readonly ChecklistLine[] = [
  proven("generated", "high", "dashboards", "Dashboards show the service", {
    sources: {
      newsletter: [
        "Dashboards operational",
        "Views: business metrics, performance, cost, user behaviour analytics",
      ],
      pulsecal: ["Dashboards: HTTP rate and latency, error rates, business, system, queues"],
      greenstack: ["Runbook links in dashboards, log and trace dashboards"],
      "travel-crm": ["Dashboards"],
    },
    policies: ["services-are-on-dashboards"],
  }),
  wanted(
    "probed",
    "medium",
    "dashboard-speed",
    "Dashboards load in less than 3 s",
    "each dashboard, loaded by a browser against this environment and timed (--evidence): belfry asks its queries, and runs no browser",
    {
      sources: { greenstack: ["Dashboards load in < 3 s"] },
    },
  ),
  wanted(
    "probed",
    "high",
    "uptime",
    "It is up 99.9 % of the time",
    "30 days of probes of which nine tenths are in store, and the share of them that succeeded (--prometheus)",
    {
      sources: {
        newsletter: ["Synthetic monitoring, status page, uptime", "Uptime 99.9 %"],
        greenstack: ["Uptime > 99.9 %"],
      },
      policies: ["services-have-slos"],
    },
  ),
  proven("declared", "medium", "cost-budget", "What costs money has a daily budget, and an alert on it", {
    sources: { newsletter: ["Cost: a daily budget"] },
    policies: ["costs-have-a-budget"],
  }),
  wanted(
    "attested",
    "low",
    "incidents-use-dashboards",
    "Dashboards are used in every incident",
    "the write-ups of the last incidents",
    {
      sources: { greenstack: ["All incidents use dashboards"] },
    },
  ),
  wanted(
    "attested",
    "low",
    "weekly-review",
    "Metrics are reviewed every week",
    "the notes of the last review",
    {
      sources: { greenstack: ["Weekly metrics review"] },
    },
  ),
];

export const monitoring: readonly ChecklistLine[] = [...telemetry, ...alerting, ...views];

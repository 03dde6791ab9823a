import { type ChecklistLine, linesOf } from "./line";

const { proven, wanted } = linesOf("Performance");

/** What only a load test of the system shows. */
const loads = [
  ["load-test", "It bears 10,000 concurrent users", "Load test: 10,000 concurrent users"],
  ["soak-test", "It bears 24 hours of load", "Soak test: 24 h"],
  ["spike-test", "It bears spikes of five times the normal load", "Spike test: 5× normal"],
  [
    "connection-limits",
    "Its database connections stay within their limit under load",
    "Database connection limits",
  ],
  ["rate-limit-verification", "Its rate limits hold under load", "Rate-limit verification"],
] as const;

/** What its owner does to be fast. */
const means = [
  ["response-caching", "Answers are cached", "Response caching"],
  ["query-optimisation", "Queries are optimised", "Query optimisation"],
  ["cdn", "Static content comes from a CDN", "CDN"],
] as const;

export const performance: readonly ChecklistLine[] = [
  proven(
    "generated",
    "high",
    "budgets",
    "There is an objective for errors and duration, and an alert or a panel on it",
    {
      sources: {
        newsletter: ["Performance budgets met", "Error rate < 1 %", "p95 < 300 ms"],
      },
      policies: ["services-have-slos", "services-are-on-dashboards"],
    },
  ),
  proven("static", "high", "vector-index", "Vector columns have an HNSW index", {
    sources: { ragbase: ["HNSW index exists"] },
    policies: ["vectors-are-indexed"],
  }),
  wanted(
    "attested",
    "medium",
    "pooling",
    "Connections to the database are pooled",
    "its owner's word, or a gauge of the pool: neither is declared",
    { sources: { newsletter: ["Pooling"], ragbase: ["Connection pooling"] } },
  ),
  proven("declared", "medium", "rate-limits-sized", "Rate limits have a size, a window and a key", {
    sources: { ragbase: ["Rate limits are sized"] },
    policies: ["rate-limits-are-declared"],
  }),
  ...loads.map(([name, title, line]) =>
    wanted("drilled", "medium", name, title, "the report of a load test, no older than 90 days", {
      sources: { newsletter: [line] },
    }),
  ),
  ...means.map(([name, title, line]) =>
    wanted("attested", "low", name, title, "its owner's word: the deployment does not show it", {
      sources: { newsletter: [line] },
    }),
  ),
  ...["Query times", "Cache hits"].map((what) =>
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

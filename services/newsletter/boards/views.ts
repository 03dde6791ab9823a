import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { quantile } from "../../../queries/histogram";
import { increase, overTime, rate, value } from "../../../queries/promql";
import { errorRate, errorRatio, requestRate, serverErrors } from "../rates";
import { m } from "../telemetry";
import { thresholds } from "../thresholds";

const interval = "$__rate_interval";

export const performance: Board = {
  title: "Performance",
  description: "Whether the newsletter keeps its objectives: errors, 95th percentile, uptime.",
  rows: [
    {
      title: "Objectives",
      panels: [
        panel(
          "Error ratio",
          "Share of requests that end with 5xx or in an exception; the line is the objective.",
          { failed: errorRatio("5m") },
          { threshold: thresholds.errorRatio },
        ),
        panel(
          "Latency",
          "Time within which 50%, 95% and 99% of requests are answered; the line is the objective for 95%.",
          {
            p50: quantile(0.5, m.serverDuration, interval),
            p95: quantile(0.95, m.serverDuration, interval),
            p99: quantile(0.99, m.serverDuration, interval),
          },
          { threshold: thresholds.slowSeconds },
        ),
        panel("Requests", "Requests per second, and those that fail.", {
          all: requestRate(interval),
          // None failed is 0, as long as there are requests.
          failed: errorRate(interval).or(requestRate(interval).times(0)),
        }),
      ],
    },
    {
      title: "Endpoints",
      panels: [
        panel("Requests by endpoint", "Answered requests per second; the endpoint is the raw path.", {
          "{{method}} {{endpoint}}": rate(m.requestCount, interval).sum("method", "endpoint"),
        }),
        panel(
          "Server errors by endpoint",
          "Answers with 5xx per second.",
          { "{{status}} {{endpoint}}": rate(serverErrors, interval).sum("status", "endpoint") },
          { dataUnder: "errors" },
        ),
        panel(
          "Exceptions by endpoint",
          "Requests per second that ended in an exception; no other panel of an endpoint has them.",
          { "{{endpoint}}": rate(m.exceptionCount, interval).sum("endpoint") },
          { dataUnder: "errors" },
        ),
        panel(
          "Last duration of exceptions",
          "How long the last request took that ended in an exception: a sample, no percentile.",
          { "{{endpoint}}": value(m.exceptionDuration).max("endpoint") },
          { dataUnder: "errors" },
        ),
        panel("Last duration by endpoint", "How long the last request took: a sample, no percentile.", {
          "{{endpoint}}": value(m.requestDuration).max("endpoint"),
        }),
        panel("API calls", "Calls per second by API endpoint.", {
          "{{endpoint}}": rate(m.apiCount, interval).sum("endpoint"),
        }),
        panel("Last duration of API calls", "How long the last call took: a sample, no percentile.", {
          "{{endpoint}}": value(m.apiDuration).max("endpoint"),
        }),
      ],
    },
  ],
};

export const business: Board = {
  title: "Business Metrics",
  description: "What the newsletter is for: readers who join, stay and get their mail.",
  rows: [
    {
      title: "Readers",
      panels: [
        panel("Registrations per hour", "Users who registered within the last hour, by tier.", {
          "{{tier}}": increase(m.registrations, "1h").sum("tier"),
        }),
        panel("Conversion", "Share of trial users who subscribe, by period.", {
          "{{period}}": overTime("last", m.conversion, "1h").max("period"),
        }),
        panel("E-mails sent per hour", "E-mails of the last hour by type and tier; none is a broken job.", {
          "{{type}} {{tier}}": increase(m.emails, "1h").sum("type", "tier"),
        }),
      ],
    },
  ],
};

export const cost: Board = {
  title: "Cost",
  description: "What today has cost, and what for.",
  rows: [
    {
      title: "Today",
      panels: [
        panel(
          "Budget used",
          "Share of the day's budget that is spent; the whole is too much.",
          {
            used: overTime("last", m.costTotal, "1h").max().dividedBy(thresholds.dailyBudgetDollars, "ratio"),
          },
          { view: "stat", threshold: 1, worse: "above" },
        ),
        panel(
          "Budget left",
          "Dollars of the day's budget that are left; less than nothing is overspent.",
          {
            left: overTime("last", m.costTotal, "1h").max().times(-1).plus(thresholds.dailyBudgetDollars),
          },
          { view: "stat", threshold: 0, worse: "below" },
        ),
        panel(
          "Cost of today",
          "Dollars since midnight; the line is the budget of a day.",
          { total: overTime("last", m.costTotal, "1h").max() },
          { threshold: thresholds.dailyBudgetDollars },
        ),
        panel("Cost by kind", "Dollars since midnight for language models and for e-mails.", {
          models: overTime("last", m.costLlm, "1h").max(),
          "e-mails": overTime("last", m.costEmail, "1h").max(),
        }),
        panel(
          "Tokens",
          "Tokens that the last generation used, by model; a growing prompt costs on each call.",
          {
            "{{model}}": overTime("last", m.tokens, "1h").max("model"),
          },
        ),
      ],
    },
  ],
};

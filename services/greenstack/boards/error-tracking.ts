import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { countOver } from "../../../queries/logql";
import { rate } from "../../../queries/promql";
import { logs, m } from "../telemetry";

const interval = "$__rate_interval";
const serverErrors = m.requests.where({ status: { matches: "5.." } });
const errorLines = logs.where({ level: ["error", "critical"] });

export const errorTracking: Board = {
  title: "Error Tracking",
  description: "What fails, where and why. All of it is empty when all is well.",
  rows: [
    {
      title: "Requests",
      panels: [
        panel(
          "Error rate by endpoint",
          "Server errors per second of each endpoint; HighErrorRate watches their sum.",
          { "{{method}} {{endpoint}}": rate(serverErrors, interval).sum("method", "endpoint") },
          { dataUnder: "errors" },
        ),
        panel(
          "HTTP 5xx",
          "Server errors per second by status: 500 is the code, 503 what it depends on.",
          { "{{status}}": rate(serverErrors, interval).sum("status") },
          { dataUnder: "errors" },
        ),
      ],
    },
    {
      title: "Causes",
      panels: [
        panel(
          "Top 10 error types",
          "The most frequent error types of the last 15 minutes.",
          { "{{error_type}}": countOver(errorLines, "15m").sum("error_type").topk(10) },
          { view: "table", dataUnder: "errors" },
        ),
        panel(
          "Failed uploads by reason",
          "Uploads that failed within the last 15 minutes, by error type.",
          { "{{error_type}}": countOver(logs.where({ event: "upload_failed" }), "15m").sum("error_type") },
          { view: "bars", dataUnder: "uploadFailures" },
        ),
        panel(
          "Database errors",
          "Error lines of the last 15 minutes whose type is one of SQLAlchemy's; none when the database is well.",
          {
            "{{error_type}}": countOver(
              // The subclasses of SQLAlchemy's DBAPIError.
              errorLines.where({
                error_type: {
                  matches:
                    "(Operational|Integrity|Interface|Internal|Database|Programming|Data|NotSupported)Error",
                },
              }),
              "15m",
            ).sum("error_type"),
          },
          { dataUnder: "databaseDown" },
        ),
      ],
    },
  ],
};

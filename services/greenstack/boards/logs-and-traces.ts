import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { lines, logRate } from "../../../queries/logql";
import { search } from "../../../queries/traceql";
import { logs, spans } from "../telemetry";
import { thresholds } from "../thresholds";

export const logsBoard: Board = {
  title: "Logs",
  description: "What greenstack says: how much, how bad, and the lines themselves.",
  rows: [
    {
      title: "Lines",
      panels: [
        panel("Lines by level", "Lines per second by level; a jump of errors precedes most alerts.", {
          "{{level}}": logRate(logs, "$__rate_interval").sum("level"),
        }),
        panel(
          "Errors",
          "Lines of level ERROR and CRITICAL; follow a request_id to all lines of that request.",
          { errors: lines(logs.where({ level: ["error", "critical"] })) },
          { view: "logs", dataUnder: "errors" },
        ),
        panel(
          "Uploads",
          "Who uploaded which device when: the data changes that greenstack logs today.",
          { uploads: lines(logs.where({ event: "device_upload" })) },
          { view: "logs" },
        ),
        panel("All lines", "Every line, the newest first.", { lines: lines(logs) }, { view: "logs" }),
      ],
    },
  ],
};

export const tracesBoard: Board = {
  title: "Traces",
  description: "Where the time of requests goes.",
  rows: [
    {
      title: "Requests",
      panels: [
        panel(
          "Uploads",
          "Traces of uploads; compare the spans parse_iodd and store_device with the whole.",
          { uploads: search(spans.where({ name: "upload_iodd" })) },
          { view: "traces" },
        ),
        panel(
          "Slow spans",
          "Spans that took longer than SlowRequests allows.",
          { slow: search(spans.slowerThan(`${thresholds.slowSeconds}s`)) },
          { view: "traces", dataUnder: "slow" },
        ),
      ],
    },
  ],
};

import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { countOver, sumOver } from "../../../queries/logql";
import { increase } from "../../../queries/promql";
import { logs, m } from "../telemetry";

/** What no metric carries is counted in the log lines. */
export const businessMetrics: Board = {
  title: "Business Metrics",
  description: "What greenstack is for: devices, parameters, tickets, PQA runs, and who uses it.",
  rows: [
    {
      title: "Devices",
      panels: [
        panel("Devices uploaded by type", "Successful uploads of the last hour, by type.", {
          IODD: increase(m.ioddUploads.where({ status: "success" }), "1h").sum(),
          EDS: increase(m.edsUploads.where({ status: "success" }), "1h").sum(),
        }),
        panel("Parameters parsed", "Parameters of the IODD files that were uploaded within the last hour.", {
          parameters: sumOver(logs.where({ event: "upload_complete" }), "parameter_count", "1h").sum(),
        }),
      ],
    },
    {
      title: "Work",
      panels: [
        panel("Tickets by priority", "Tickets created within the last hour, by priority.", {
          "{{priority}}": countOver(logs.where({ event: "ticket_created" }), "1h").sum("priority"),
        }),
        panel(
          "PQA runs by result",
          "Runs of the last hour by result; a rising share of failed ones is bad.",
          {
            "{{result}}": countOver(logs.where({ event: "pqa_run" }), "1h").sum("result"),
          },
        ),
        panel("Active users", "Different users who uploaded a device within the last hour.", {
          users: countOver(logs.where({ event: "device_upload" }), "1h")
            .sum("user")
            .count(),
        }),
      ],
    },
  ],
};

import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { countOver, lines } from "../../../queries/logql";
import { logs } from "../telemetry";

const changed = logs.where({ event: ["device_upload", "ticket_created", "pqa_run"] });

/** Of what greenstack's own audit asks for, the lines that exist; sign-ins, admin actions and settings leave none yet. */
export const audit: Board = {
  title: "Audit",
  description: "Who changed what, and when: devices, tickets and PQA runs, as far as greenstack logs it.",
  rows: [
    {
      title: "Changes",
      panels: [
        panel("Changes by kind", "Changes of the last hour, by kind; one at an odd hour deserves a look.", {
          "{{event}}": countOver(changed, "1h").sum("event"),
        }),
        panel(
          "Busiest users",
          "The ten users who changed most devices within the last day; a new name at the top deserves a look.",
          {
            Changes: countOver(logs.where({ event: "device_upload" }), "1d")
              .sum("user")
              .topk(10),
          },
          { view: "table" },
        ),
        panel(
          "Failed uploads by reason",
          "Uploads of the last hour that were refused, by reason.",
          { "{{error_type}}": countOver(logs.where({ event: "upload_failed" }), "1h").sum("error_type") },
          { dataUnder: "uploadFailures" },
        ),
        panel(
          "Who changed what",
          "Every change, the newest first.",
          { changes: lines(changed) },
          { view: "logs" },
        ),
      ],
    },
  ],
};

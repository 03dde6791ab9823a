import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { countOver, lines, logRate } from "../../../queries/logql";
import { increase, rate } from "../../../queries/promql";
import { gdprEvents } from "../gdpr";
import { refusals } from "../log-alerts";
import { logs, m } from "../telemetry";

const interval = "$__rate_interval";
const gdpr = logs.where({ component: "gdpr" });
const asked = (event: keyof typeof gdprEvents) =>
  countOver(gdpr.containing(gdprEvents[event].message), "1h").sum();

export const userBehaviour: Board = {
  title: "User Behaviour",
  description: "What users do, and where they fail.",
  rows: [
    {
      title: "Use",
      panels: [
        panel("Most used endpoints", "The ten endpoints with most requests.", {
          "{{endpoint}}": rate(m.requestCount, interval).sum("endpoint").topk(10),
        }),
        panel(
          "Registrations against requests",
          "Registrations of the last hour beside requests to register.",
          {
            registered: increase(m.registrations, "1h").sum(),
            asked: increase(m.requestCount.where({ endpoint: "/api/register" }), "1h").sum(),
          },
        ),
        panel("Changed preferences per hour", "Requests of the last hour that changed preferences.", {
          changes: increase(m.requestCount.where({ endpoint: "/api/preferences" }), "1h").sum(),
        }),
        panel("Errors by type", "Errors of the last hour by type; validation is what users typed.", {
          "{{type}}": increase(m.errors, "1h").sum("type"),
        }),
      ],
    },
  ],
};

export const privacyAndSecurity: Board = {
  title: "GDPR and Security",
  description: "What users asked for under the GDPR, and who was refused.",
  rows: [
    {
      title: "GDPR",
      panels: [
        panel("Requests", "Exports, deletions and changes of consent of the last hour.", {
          exports: asked("export"),
          deletions: asked("deletion"),
          consents: asked("consent"),
        }),
        panel("Audit records", "Audit records of the last hour; each request leaves one.", {
          records: asked("audit"),
        }),
        panel("Audit log", "Who asked for what, and when.", { lines: lines(gdpr) }, { view: "logs" }),
      ],
    },
    {
      title: "Refused requests",
      panels: [
        panel(
          "Refusals by endpoint",
          "Requests of the last five minutes that were over the limit.",
          { "{{endpoint}}": countOver(refusals, "5m").sum("endpoint") },
          { dataUnder: "rateLimitBypass" },
        ),
        panel(
          "Most refused addresses",
          "The ten addresses with most refusals within five minutes.",
          { "{{ip}}": countOver(refusals, "5m").sum("ip").topk(10) },
          { view: "table", dataUnder: "abusiveClient" },
        ),
      ],
    },
  ],
};

export const logsBoard: Board = {
  title: "Logs",
  description: "What the newsletter says: how much, how bad, and the lines themselves.",
  rows: [
    {
      title: "Lines",
      panels: [
        panel("Lines by level", "Lines per second by level; the sender loses what is above 200 a second.", {
          "{{level}}": logRate(logs, interval).sum("level"),
        }),
        panel(
          "Errors",
          "Lines of level error; follow a traceId to all lines of that request.",
          { errors: lines(logs.where({ level: "error" })) },
          { view: "logs", dataUnder: "errors" },
        ),
        panel("All lines", "Every line, the newest first.", { lines: lines(logs) }, { view: "logs" }),
      ],
    },
  ],
};

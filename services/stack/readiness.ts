import { panel } from "../../declaration/board";
import { defineService } from "../../declaration/define-service";
import { down, fault } from "../../declaration/fault";
import type { Tried } from "../../declaration/probed-line";
import { overTime, rate, since, value } from "../../queries/promql";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";
import { ownReadinessLost, refuted } from "./readiness/lost";
import { metrics as m, origin, record } from "./readiness/telemetry";

/** APIs that the catalog's simulators stand in for. */
const subjects = [
  "greenstack/greenstack-api",
  "newsletter/newsletter-api",
  "pulsecal/pulsecal-api",
  "ragbase/ragbase-backend",
  "travel-crm/travel-crm-api",
].map((of): Tried => ({ of, line: "security.cors-origin", check: "foreign origin" }));

/** Grafana, where the public reaches it. */
const certificate: Tried = { of: "belfry/grafana", line: "security.tls", check: "certificate" };

export const readiness = defineService({
  origin,
  description:
    "Tries the production checklist from outside: headers, limits, origins, what is shown to whom.",
  owner: operators,
  importance: "normal",
  version: "0.1.0",
  port: 9992,
  metrics: m,
  delivery: { by: "scrape", port: 9992, path: "/metrics" },
  // 30 were seen with the whole catalog.
  seriesBudget: 600,
  behaviour: serving(({ time }) =>
    [...subjects, certificate].flatMap((what) => record.judged(what, true, time.getTime() / 1000)),
  ),
  faults: {
    down: down(),
    certificateExpires: fault(
      "nobody has renewed the certificate of Grafana's address",
      refuted(certificate),
    ),
  },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "None for users; but a line of the checklist that stops being true is not noticed.",
      mitigation: "Read its last lines: it needs the addresses of the services.",
    }),
    ownReadinessLost(["certificateExpires"]),
  ],
  boards: [
    {
      title: "Readiness",
      description: "The production checklist at run time: what a request from outside has shown, and when.",
      rows: [
        {
          title: "Checklist",
          panels: [
            panel(
              "What holds",
              "Each line that can be tried from outside, and since when it does not hold.",
              { "{{of}} {{line}} {{check}}": value(m.passed).min("of", "line", "check") },
              { view: "state" },
            ),
            panel(
              "Share of the time",
              "So much of the time shown each line held.",
              { "{{of}} {{line}}": overTime("avg", m.passed, "$__range").min("of", "line").in("ratio") },
              { view: "stat", threshold: 1, worse: "below" },
            ),
            panel("Age of the evidence", "How long ago each line was last tried.", {
              "{{of}} {{line}}": since(m.checked).max("of", "line"),
            }),
            panel("Checks", "How the checks end; one without an answer says nothing.", {
              "{{outcome}}": rate(m.tried, "$__rate_interval").sum("outcome"),
            }),
          ],
        },
      ],
    },
  ],
});

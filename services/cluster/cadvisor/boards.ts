import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { rate, value } from "../../../queries/promql";
import { m } from "./telemetry";

const live = "$__rate_interval";
const named = { container: { not: "" } } as const;

export const boards: readonly Board[] = [
  {
    title: "Network",
    description: "What pods send and receive, and what gets lost.",
    rows: [
      {
        title: "Traffic",
        panels: [
          panel("Received", "Bytes per second that pods receive, by namespace.", {
            "{{namespace}}": rate(m.received, live).sum("namespace"),
          }),
          panel("Sent", "Bytes per second that pods send, by namespace.", {
            "{{namespace}}": rate(m.sent, live).sum("namespace"),
          }),
          panel("Most traffic", "The ten pods that receive most.", {
            "{{namespace}}/{{pod}}": rate(m.received, live).sum("namespace", "pod").topk(10),
          }),
        ],
      },
      {
        title: "Losses",
        panels: [
          panel(
            "Dropped",
            "Packets per second that are thrown away; what stays above zero stalls connections.",
            {
              "{{namespace}}/{{pod}} in": rate(m.receiveDropped, live).sum("namespace", "pod"),
              "{{namespace}}/{{pod}} out": rate(m.sendDropped, live).sum("namespace", "pod"),
            },
          ),
          panel("Damaged", "Packets per second that come damaged.", {
            "{{namespace}}/{{pod}}": rate(m.receiveErrors, live).sum("namespace", "pod"),
          }),
        ],
      },
    ],
  },
  {
    title: "Containers",
    description: "What containers use of their limits.",
    rows: [
      {
        title: "Use",
        panels: [
          panel("Processors", "Cores in use, by namespace.", {
            "{{namespace}}": rate(m.cpu.where(named), live).sum("namespace"),
          }),
          panel("Memory", "Memory that containers need, by namespace.", {
            "{{namespace}}": value(m.memory.where(named)).sum("namespace"),
          }),
          panel("Held back", "Periods per second in which containers were at their processor limit.", {
            "{{namespace}}/{{pod}}": rate(m.throttled.where(named), live).sum("namespace", "pod"),
          }),
        ],
      },
    ],
  },
];

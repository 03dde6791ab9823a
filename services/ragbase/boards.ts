import type { Board } from "../../declaration/board";
import { panel } from "../../declaration/board";
import { quantile } from "../../queries/histogram";
import { countOver, lines } from "../../queries/logql";
import { rate, value } from "../../queries/promql";
import { watched } from "../../telemetry/target";
import { nodeBoard } from "../node-process/board";
import { errorLines, metrics as m, origin, typedErrors } from "./telemetry";

const { probeSuccess } = watched(origin);
const live = "$__rate_interval";

// Ragbase asks for no dashboards; these show what it measures.
const documents: Board = {
  title: "Documents",
  description: "From upload to embedding: what is processed, what waits, what fails.",
  rows: [
    {
      title: "Processing",
      panels: [
        panel("Documents", "Documents per second by outcome; failed ones need a look at the errors.", {
          "{{status}}": rate(m.documents, live).sum("status"),
        }),
        panel("By format and lane", "Which kinds of documents come, and by which lane they go.", {
          "{{format}} {{lane}}": rate(m.documents, live).sum("format", "lane"),
        }),
        panel(
          "Queue",
          "Documents in each state; the line is the threshold of QueueGrowing for those that wait.",
          { "{{status}}": value(m.queue).sum("status") },
          { threshold: 100 },
        ),
        panel("Embedding", "Half and 95% of embeddings are made within.", {
          p50: quantile(0.5, m.embedding, live),
          p95: quantile(0.95, m.embedding, live),
        }),
      ],
    },
  ],
};

const errors: Board = {
  title: "Errors",
  description: "Error types, their lines, and what /ready says.",
  rows: [
    {
      title: "Errors",
      panels: [
        panel(
          "Errors by type in an hour",
          "What ErrorTypeRepeats counts; the line is its threshold.",
          { "{{type}}": countOver(typedErrors, "1h").sum("type") },
          { threshold: 5, dataUnder: "errorTypeRepeats" },
        ),
        panel(
          "Error lines",
          "Newest first.",
          { errors: lines(errorLines) },
          { view: "logs", dataUnder: "errorTypeRepeats" },
        ),
        panel(
          "Dependencies",
          "What /ready says of the database, Redis and the queue; 0 is down.",
          { "{{check}}": value(probeSuccess.where({ probe: "ready", check: { not: "all" } })).min("check") },
          { view: "state" },
        ),
      ],
    },
  ],
};

export const boards: readonly Board[] = [documents, errors, nodeBoard(m)];

import { alert } from "../../declaration/alert";
import { panel } from "../../declaration/board";
import { defineService } from "../../declaration/define-service";
import { count, set } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { rate, ratio, value } from "../../queries/promql";
import { fromFiles, m, origin, queue, toLoki } from "./log-collector/telemetry";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

const filled = ratio(value(m.queueSize).max("instance"), value(m.queueCapacity).max("instance"));
const live = "$__rate_interval";

export const logCollector = defineService({
  origin,
  description: "Reads what the pods of a node print, and hands it on to Loki.",
  owner: operators,
  importance: "high",
  version: "0.155.0",
  port: 8888,
  metrics: m,
  delivery: { by: "scrape", port: 8888, path: "/metrics" },
  seriesBudget: 300,
  behaviour: serving(() => [
    count(m.accepted, fromFiles, 150),
    count(m.refused, fromFiles, 0),
    count(m.sent, toLoki, 150),
    count(m.lost, toLoki, 0),
    set(m.queueSize, queue, 3),
    set(m.queueCapacity, queue, 10_000),
    set(m.memory, {}, 90 * 2 ** 20),
  ]),
  faults: {
    down: down(),
    lokiRefuses: fault(
      "Loki refuses lines for good",
      sends(() => [count(m.lost, toLoki, 10)]),
    ),
    lokiSlow: fault(
      "Loki takes less than comes",
      sends(() => [set(m.queueCapacity, queue, 10_000), set(m.queueSize, queue, 9_000)]),
    ),
  },
  alerts: [
    serverDown(origin, {
      impact: "Lines of the node's pods arrive late; once the kubelet has rotated a file twice, never.",
      mitigation:
        "On a full node make room; a damaged queue lies in /var/lib/belfry/log-collector of the node.",
    }),
    alert("PodLogsLost", {
      when: rate(m.lost, "5m").sum("instance").above(0),
      hold: "5m",
      severity: "critical",
      summary: (f) => `lines of pods on ${f.label("instance")} are lost`,
      description: (f) => `For ${f.hold} Loki has refused lines for good.`,
      runbook: {
        meaning: "Loki does not take lines of this node, and they are not sent again.",
        impact: "Those lines are missing for ever; alerts over them do not fire.",
        diagnosis: [
          "Its last lines hold Loki's answer.",
          "Does Loki discard (LogLinesDiscarded), and for which reason?",
        ],
        mitigation: ["Mend what Loki names: a rate limit, a time that is too old, a line that is too long."],
      },
      firesUnder: ["lokiRefuses"],
    }),
    alert("PodLogQueueAlmostFull", {
      when: filled.above(0.8),
      hold: "5m",
      severity: "warning",
      summary: (f) => `the queue of lines on ${f.label("instance")} is ${f.value} full`,
      description: (f) => `It has been more than ${f.threshold} full for ${f.hold}.`,
      runbook: {
        meaning: "Loki takes less than the pods of the node print.",
        impact: "Lines are late. A full queue stops the reading, and what is rotated away meanwhile is lost.",
        diagnosis: ["Is Loki up?", "Which pod prints most? See the dashboard."],
        mitigation: ["Bring Loki back; the queue empties by itself.", "Quieten the pod that floods."],
      },
      firesUnder: ["lokiSlow"],
    }),
  ],
  boards: [
    {
      title: "Pod logs",
      description: "What pods print, on its way to Loki.",
      rows: [
        {
          title: "Lines",
          panels: [
            panel(
              "Read and handed over",
              "Lines per second by node; a gap that stays means that lines wait.",
              {
                "{{instance}} read": rate(m.accepted, live).sum("instance"),
                "{{instance}} handed over": rate(m.sent, live).sum("instance"),
              },
            ),
            panel(
              "Refused or lost",
              "Lines per second that were read again later, or given up; zero is good.",
              {
                "{{instance}} refused": rate(m.refused, live).sum("instance"),
                "{{instance}} lost": rate(m.lost, live).sum("instance"),
              },
            ),
            panel(
              "Queue",
              "How full the queue of each node is.",
              { "{{instance}}": filled },
              { threshold: 0.8, worse: "above" },
            ),
          ],
        },
      ],
    },
  ],
});

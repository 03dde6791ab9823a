import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { rate, ratio, value } from "../../../queries/promql";
import { m } from "./telemetry";

const live = "$__rate_interval";
const hit = rate(m.hits, live).sum();
const missed = rate(m.misses, live).sum();
const calls = rate(m.commands, live).sum("cmd");

/** What clients of Redis feel, and what would make it lose keys. */
export const redisBoard: Board = {
  title: "Redis",
  description: "Whether it answers and keeps what it is given, and how near it is to its memory.",
  rows: [
    {
      title: "State",
      panels: [
        panel(
          "Answers and keeps",
          "Whether the exporter reaches it, and whether it wrote and rewrote its append-only file.",
          {
            answers: value(m.up).min(),
            "file written": value(m.aofWritten).min(),
            "file rewritten": value(m.aofRewritten).min(),
          },
          { view: "state" },
        ),
        panel(
          "Memory in use",
          "Share of what it may have; above the threshold of RedisMemoryAlmostFull it is about to drop keys.",
          { "{{instance}}": ratio(value(m.memoryUsed).max("instance"), value(m.memoryMax).max("instance")) },
          { threshold: 0.9, worse: "above" },
        ),
        panel("Clients", "Connected clients, and how many it allows.", {
          connected: value(m.clients).sum(),
          allowed: value(m.maxClients).sum(),
        }),
      ],
    },
    {
      title: "Work",
      panels: [
        panel("Commands", "Commands per second, by kind.", { "{{cmd}}": calls }),
        panel("Time of a command", "Mean time by kind; `keys` and large ranges hold up everybody.", {
          "{{cmd}}": rate(m.commandSeconds, live).sum("cmd").dividedBy(calls.above(0), "seconds"),
        }),
        panel("Failed commands", "Commands per second that ended with an error; none is good.", {
          "{{cmd}}": rate(m.failedCommands, live).sum("cmd"),
        }),
      ],
    },
    {
      title: "Keys",
      panels: [
        panel(
          "Keys asked for",
          "Per second, found and not; a cache that is asked in vain puts its load on others.",
          {
            found: hit,
            "not found": missed,
          },
        ),
        panel(
          "Keys dropped",
          "Keys per second that were dropped to make room: whoever stored them misses them.",
          {
            "{{instance}}": rate(m.evicted, live).sum("instance"),
          },
        ),
        panel("Connections refused", "Per second, since too many were open; none is good.", {
          "{{instance}}": rate(m.rejected, live).sum("instance"),
        }),
      ],
    },
  ],
};

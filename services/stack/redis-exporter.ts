import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, set } from "../../declaration/emission";
import { down, fault, sends, stuck } from "../../declaration/fault";
import { rate, ratio, value } from "../../queries/promql";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";
import { redisBoard } from "./redis/board";
import { m, origin } from "./redis/telemetry";

export const redis = defineService({
  origin,
  description:
    "Redis, for the sessions, queues and caches of whoever needs one; watched through its exporter.",
  owner: operators,
  importance: "normal",
  version: "7.4.9",
  // Those of the exporter: Redis itself has no metrics endpoint.
  port: 9121,
  metrics: m,
  delivery: { by: "scrape", port: 9121, path: "/metrics" },
  // 258 were seen with the whole catalog.
  seriesBudget: 600,
  red: { requests: [m.commands], errors: [m.failedCommands], by: ["cmd"] },
  behaviour: serving(() => [
    set(m.up, {}, 1),
    set(m.memoryUsed, {}, 40 * 2 ** 20),
    set(m.memoryMax, {}, 256 * 2 ** 20),
    set(m.clients, {}, 6),
    set(m.maxClients, {}, 10_000),
    ...["get", "set", "info"].flatMap((cmd) => [
      count(m.commands, { cmd }, 20),
      count(m.failedCommands, { cmd }, 0),
      count(m.commandSeconds, { cmd }, 0.0004),
    ]),
    count(m.hits, {}, 18),
    count(m.misses, {}, 2),
    count(m.evicted, {}, 0),
    count(m.rejected, {}, 0),
    set(m.aofRewritten, {}, 1),
    set(m.aofWritten, {}, 1),
  ]),
  faults: {
    down: down(),
    cacheGone: fault("Redis does not answer its exporter", stuck(m.up, 0)),
    memoryFull: fault(
      "the keys fill the memory",
      stuck(m.memoryMax, 256 * 2 ** 20),
      stuck(m.memoryUsed, 250 * 2 ** 20),
    ),
    diskFull: fault("the append-only file cannot be written", stuck(m.aofWritten, 0)),
    rewriteFails: fault("the append-only file cannot be rewritten", stuck(m.aofRewritten, 0)),
    clientsExhausted: fault(
      "clients open connections and do not close them",
      sends(() => [count(m.rejected, {})]),
    ),
  },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "None by itself: the exporter is gone, so that nobody sees how Redis is.",
      mitigation: "Check that its password file can be read.",
    }),
    alert("RedisDown", {
      when: value(m.up).equals(0),
      hold: "1m",
      severity: "critical",
      summary: () => "Redis does not answer",
      description: (f) => `The exporter has not reached Redis for ${f.hold}.`,
      runbook: {
        meaning: "The exporter runs, but Redis refuses it or is gone.",
        impact:
          "What services keep in it cannot be had: sessions, queues, caches. Logs and traces do not need it.",
        diagnosis: ["Does the process run? Read its last lines.", "Is its disk full, or its file damaged?"],
        mitigation: ["Restart it.", "Mend a damaged file with `redis-check-aof --fix`, after a copy of it."],
      },
      firesUnder: ["cacheGone"],
    }),
    alert("RedisMemoryAlmostFull", {
      when: ratio(value(m.memoryUsed), value(m.memoryMax)).above(0.9),
      hold: "5m",
      severity: "warning",
      summary: (f) => `Redis uses ${f.value} of its memory`,
      description: (f) => `Redis has used more than ${f.threshold} of its memory for ${f.hold}.`,
      runbook: {
        meaning: "Redis is about to reach its memory limit.",
        impact: "It drops keys, or refuses writes where its policy is noeviction.",
        diagnosis: [
          "Find what fills it with `redis-cli --bigkeys`.",
          "Are keys without an expiry piling up?",
        ],
        mitigation: ["Delete what is not needed.", "Raise maxmemory together with the container's limit."],
      },
      firesUnder: ["memoryFull"],
    }),
    alert("AofWriteFailing", {
      when: value(m.aofWritten).equals(0),
      hold: "1m",
      severity: "critical",
      summary: () => "Redis cannot write its append-only file",
      description: (f) => `For ${f.hold} the last write to the append-only file has failed.`,
      runbook: {
        meaning: "Redis refuses writes, since it cannot keep them: its disk is full or broken.",
        impact: "Queues take nothing; caches stay cold.",
        diagnosis: [
          "Is its volume full? Compare it with the size of the append-only file.",
          "Read its last lines.",
        ],
        mitigation: [
          "Make room: it writes again by itself.",
          "Rewrite a large file with `redis-cli bgrewriteaof`, once there is room for a second one.",
        ],
      },
      firesUnder: ["diskFull"],
    }),
    alert("AofRewriteFailing", {
      when: value(m.aofRewritten).equals(0),
      hold: "15m",
      severity: "warning",
      summary: () => "Redis cannot rewrite its append-only file",
      description: (f) => `For ${f.hold} the last rewrite has been a failure.`,
      runbook: {
        meaning: "The file cannot be made small again, and grows with each write.",
        impact: "None until the volume is full; a start takes longer and longer.",
        diagnosis: [
          "Is there room for a second file, and memory for a second process?",
          "Read its last lines.",
        ],
        mitigation: [
          "Make room, then `redis-cli bgrewriteaof`.",
          "Allow overcommitted memory (vm.overcommit_memory = 1).",
        ],
      },
      firesUnder: ["rewriteFails"],
    }),
    alert("ConnectionsRejected", {
      when: rate(m.rejected, "5m").sum().above(0),
      hold: "5m",
      severity: "warning",
      summary: () => "Redis refuses connections",
      description: (f) => `For ${f.hold} connections have been refused because there are too many.`,
      runbook: {
        meaning: "As many clients are connected as are allowed.",
        impact: "Clients fail that connect anew, after a restart for example.",
        diagnosis: [
          "Who holds them? `redis-cli client list` shows addresses and how long they have been idle.",
        ],
        mitigation: [
          "Restart the client that leaks them.",
          "Set a `timeout` for idle clients, or raise `maxclients`.",
        ],
      },
      firesUnder: ["clientsExhausted"],
    }),
  ],
  boards: [redisBoard],
});

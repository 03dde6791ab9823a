import { holdConditions } from "./conditions";

holdConditions("redis", [
  ["RedisDown", "critical", "1m", ["cacheGone"], "redis_up{…} == 0"],
  [
    "RedisMemoryAlmostFull",
    "warning",
    "5m",
    ["memoryFull"],
    "((redis_memory_used_bytes{…} or (redis_memory_max_bytes{…} * 0)) / (redis_memory_max_bytes{…} > 0)) > 0.9",
  ],
  ["AofWriteFailing", "critical", "1m", ["diskFull"], "redis_aof_last_write_status{…} == 0"],
  ["AofRewriteFailing", "warning", "15m", ["rewriteFails"], "redis_aof_last_bgrewrite_status{…} == 0"],
  [
    "ConnectionsRejected",
    "warning",
    "5m",
    ["clientsExhausted"],
    "sum (rate(redis_rejected_connections_total{…}[5m])) > 0",
  ],
]);

import { grafanaSettings } from "../../components/grafana";
import { splitListen } from "../../components/listen";
import { redisConfig } from "../../components/redis";
import { tempoConfig } from "../../components/tempo";
import { placeWith } from "./support/fake-place";

test.each([
  ["127.0.0.1:41873", "127.0.0.1", 41873],
  [":9090", "", 9090],
  ["[::1]:80", "[::1]", 80],
])("splits %s into host and port", (listen, host, port) => {
  expect(splitListen(listen)).toEqual({ host, port });
});

describe("Redis", () => {
  const at = placeWith("redis", { redis: 6379 });

  test("appends to a file, forgets the oldest keys when full, and reads its password from a file of its own", () => {
    expect(redisConfig(at).trim().split("\n")).toEqual([
      "bind listen.redis",
      "port 46379",
      "dir /at/redis/data",
      "include /at/redis/run/secrets/redis-password.conf",
      "appendonly yes",
      "appendfsync everysec",
      "maxmemory 192mb",
      "maxmemory-policy allkeys-lru",
    ]);
  });

  test("listens everywhere inside a container", () => {
    const inContainer = { ...at, listen: () => ":6379" };
    expect(redisConfig(inContainer)).not.toContain("bind");
    expect(redisConfig(inContainer)).toContain("port 6379\n");
  });
});

describe("Tempo", () => {
  const config = tempoConfig(placeWith("tempo", { http: 3200, grpc: 9096, otlp: 4317 }), {
    retentionDays: 14,
    intake: { bytesPerSecond: 10_000, burstBytes: 18_000_000, traces: 120_000 },
  });

  test("keeps traces as long as it is told", () => {
    // The worker asks the overrides first: RetainTenantWithConfig in tempodb/retention.go.
    expect(config.overrides).toMatchObject({ defaults: { compaction: { block_retention: "336h" } } });
  });

  test("writes a trace to disk within seconds after its last span, since it acknowledges from memory", () => {
    expect(config.live_store).toMatchObject({ max_trace_idle: "2s", flush_check_period: "2s" });
  });

  test("takes OTLP where its place says", () => {
    expect(config.distributor).toMatchObject({
      receivers: { otlp: { protocols: { grpc: { endpoint: "listen.tempo:44317" } } } },
    });
  });

  test("takes in no more than it is told, and lets the sender of what it refuses come again", () => {
    expect(config.overrides).toMatchObject({
      defaults: {
        ingestion: { rate_limit_bytes: 10_000, burst_size_bytes: 18_000_000, max_traces_per_user: 120_000 },
      },
    });
    expect(config.distributor).toMatchObject({ retry_after_on_resource_exhausted: "5s" });
  });
});

describe("Grafana", () => {
  const settings = grafanaSettings(placeWith("grafana", { http: 3000 }), {
    place: placeWith("postgres", { sql: 5432 }),
    user: "belfry",
    name: "postgres",
  });

  test("keeps its state in PostgreSQL and reads both passwords from files", () => {
    expect(settings).toMatchObject({
      GF_DATABASE_TYPE: "postgres",
      GF_DATABASE_HOST: "postgres.fake:45432",
      GF_DATABASE_NAME: "postgres",
      GF_DATABASE_USER: "belfry",
      GF_DATABASE_PASSWORD: "$__file{/at/grafana/run/secrets/postgres-password}",
      GF_SECURITY_ADMIN_PASSWORD: "$__file{/at/grafana/run/secrets/grafana-admin}",
    });
  });

  test("lets nobody in without a login and calls nobody", () => {
    expect(settings).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: "false",
      GF_USERS_ALLOW_SIGN_UP: "false",
      GF_ANALYTICS_REPORTING_ENABLED: "false",
      GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
      GF_NEWS_NEWS_FEED_ENABLED: "false",
    });
  });

  test("listens where its place says, and says so in its links", () => {
    expect(settings).toMatchObject({
      GF_SERVER_HTTP_ADDR: "listen.grafana",
      GF_SERVER_HTTP_PORT: "43000",
      GF_SERVER_ROOT_URL: "http://grafana.fake:43000/",
    });
  });
});

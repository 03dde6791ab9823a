/**
 * What the shipped images hold of what the stack runs in them, by repository, typed by hand from their Dockerfiles
 * (docker-library/postgres, docker-library/redis, pgvector/pgvector; each server's own repository): most of them nothing
 * but their server, so that nothing else may be run in them, and nothing else be in the images that tests put together.
 */
export const shippedPrograms: Readonly<Record<string, readonly string[]>> = {
  "grafana/grafana": ["grafana"],
  "grafana/loki": ["loki"],
  "grafana/tempo": ["tempo"],
  "oliver006/redis_exporter": ["redis_exporter"],
  "otel/opentelemetry-collector-contrib": ["otelcol-contrib"],
  "pgvector/pgvector": ["sh", "rm", "initdb", "postgres", "pg_isready"],
  postgres: ["sh", "rm", "initdb", "postgres"],
  "prom/alertmanager": ["alertmanager"],
  "prom/blackbox-exporter": ["blackbox_exporter"],
  "prom/node-exporter": ["node_exporter"],
  "prom/prometheus": ["prometheus"],
  "prometheuscommunity/postgres-exporter": ["postgres_exporter"],
  redis: ["sh", "redis-server", "redis-cli"],
};

/** What the stack runs here, typed by hand; without Grafana, which cannot be had. */
export const ownServers = [
  ...["alertmanager", "backup", "blackbox-exporter", "canary", "collector", "inbox", "loki", "node-exporter"],
  ...["postgres", "postgres-exporter", "prometheus", "readiness", "redis", "redis-exporter"],
  ...["simulator-greenstack-api", "simulator-newsletter-api", "simulator-pulsecal-api"],
  ...["simulator-travel-crm-api", "tempo", "watcher"],
].map((name) => `belfry-dev-${name}`);

/** RAGBase's own numbers are others: its health checks come every 30 s, its worker starts after its backend is healthy. */
export const ragbaseServers = [
  ...["ragbase-ai-worker", "ragbase-backend", "ragbase-postgres", "ragbase-redis"],
].map((name) => `belfry-dev-${name}`);

import type { ChecklistFact } from "../../declaration/checklist";

function lines(section: ChecklistFact["section"], ...of: string[]): readonly ChecklistFact[] {
  return of.map((line) => ({ section, line }));
}

/** The checklist of ragbase, line by line. */
export const checklist: readonly ChecklistFact[] = [
  ...lines(
    "Security",
    "API_KEY is strong and unique",
    "POSTGRES_PASSWORD is strong",
    "CORS origin is the production one",
    "No secrets in images",
    "No debug endpoints",
  ),
  ...lines(
    "Infrastructure",
    "pgvector is present",
    "Redis persistence",
    "Health checks",
    "Resource limits",
    "Volumes",
  ),
  ...lines(
    "Monitoring",
    "/metrics is reachable for Prometheus",
    "Log aggregation",
    "Alert webhook is tested",
    "Thresholds fit",
  ),
  ...lines("Performance", "HNSW index exists", "Connection pooling", "Rate limits are sized"),
  ...lines("Backup", "PostgreSQL backups", "Redis AOF", "Disaster recovery plan"),
];

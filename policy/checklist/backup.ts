import { type ChecklistLine, linesOf } from "./line";

const { proven, wanted } = linesOf("Backup");

export const backup: readonly ChecklistLine[] = [
  proven("static", "critical", "databases", "Databases are backed up by schedule", {
    sources: { ragbase: ["PostgreSQL backups"], "travel-crm": ["Backup automation"] },
    policies: ["databases-are-backed-up"],
  }),
  proven("static", "high", "redis-aof", "Redis writes an append-only file", {
    sources: { ragbase: ["Redis AOF"] },
    policies: ["redis-appends-to-file"],
  }),
  wanted(
    "drilled",
    "critical",
    "disaster-recovery",
    "A restore from the backup was tried and worked",
    "a restore drill of the system's own data, no older than 90 days, with its recovery point and time (--evidence)",
    {
      sources: { newsletter: ["Disaster recovery tested"], greenstack: ["A DR drill is done"] },
      policies: ["backups-were-restored"],
    },
  ),
  wanted(
    "attested",
    "high",
    "recovery-plan",
    "There is a plan for a disaster, and people know it",
    "a link to the plan, the person who keeps it, and a date",
    { sources: { ragbase: ["Disaster recovery plan"] } },
  ),
];

import { type ChecklistLine, linesOf } from "./line";

const { proven, wanted } = linesOf("Infrastructure");

export const infrastructure: readonly ChecklistLine[] = [
  wanted(
    "probed",
    "critical",
    "health-checks",
    "Health endpoints exist and answer as declared",
    "what the blackbox exporter sees of the service in this environment (--prometheus)",
    {
      sources: {
        newsletter: ["Health checks passing"],
        ragbase: ["Health checks"],
        "travel-crm": ["Health checks"],
      },
      policies: ["services-have-health-checks"],
    },
  ),
  proven("static", "high", "platform-probes", "The platform asks each container whether it is well", {
    sources: { "travel-crm": ["Kubernetes probes"], ragbase: ["Health commands of all four containers"] },
    policies: ["containers-have-liveness-probe", "containers-have-readiness-probe"],
  }),
  proven("static", "high", "resource-limits", "Containers have limits and requests", {
    sources: { ragbase: ["Resource limits"] },
    policies: ["containers-have-memory-limit", "containers-have-requests", "requests-fit-limits"],
  }),
  proven("static", "critical", "volumes", "What must be kept lies on a volume that outlives the container", {
    sources: { ragbase: ["Volumes"] },
    policies: ["databases-have-volumes", "claims-are-retained"],
  }),
  proven("static", "high", "redis-persistence", "Redis keeps its data over a restart", {
    sources: { ragbase: ["Redis persistence"] },
    policies: ["redis-appends-to-file"],
  }),
  proven("static", "high", "pgvector", "PostgreSQL has the extension that the service needs", {
    sources: { ragbase: ["pgvector is present"] },
    policies: ["vectors-have-extension"],
  }),
  proven("static", "medium", "graceful-shutdown", "A container has the time that its shutdown takes", {
    sources: { ragbase: ["Shutdown on SIGTERM/SIGINT within 30 s"] },
    policies: ["workloads-stop-gracefully"],
  }),
  proven("static", "medium", "restart", "What ends is started again", {
    sources: { ragbase: ["Restart unless stopped"] },
    policies: ["containers-restart"],
  }),
];

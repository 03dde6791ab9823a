import type { ProbeCheck, Workload, WorkloadProbe } from "../platforms/workload";

/** Numbers for belfry's own servers: gone for half a minute restarts, not ready for a quarter takes out of service. */
function probe(check: ProbeCheck, failureThreshold: number, periodSeconds: number): WorkloadProbe {
  return { check, periodSeconds, timeoutSeconds: 5, failureThreshold };
}

/** Liveness and readiness by a check each; a start may take `startSeconds` before liveness counts. */
export function probes(ready: ProbeCheck, live: ProbeCheck, startSeconds = 60): Workload["probes"] {
  return {
    readiness: probe(ready, 3, 5),
    liveness: probe(live, 3, 10),
    startup: probe(live, Math.ceil(startSeconds / 2), 2),
  };
}

/** Probes of a server that tells over HTTP how it is. */
export function httpProbes(paths: { ready: string; live: string; startSeconds?: number }, port = "http") {
  return probes(
    { kind: "http", port, path: paths.ready },
    { kind: "http", port, path: paths.live },
    paths.startSeconds,
  );
}

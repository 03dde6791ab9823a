import type { types } from "@pulumi/kubernetes";
import type { ProbeCheck, Workload, WorkloadProbe } from "../workload";

type Probe = types.input.core.v1.Probe;

/** The probes of a container, with the numbers that are declared. */
export function probesOf({ readiness, liveness, startup }: Workload["probes"]) {
  return {
    readinessProbe: probeOf(readiness),
    livenessProbe: probeOf(liveness),
    ...(startup ? { startupProbe: probeOf(startup) } : {}),
  };
}

function probeOf({ check, initialDelaySeconds = 0, ...numbers }: WorkloadProbe): Probe {
  return { ...checkOf(check), initialDelaySeconds, ...numbers };
}

function checkOf(check: ProbeCheck): Probe {
  switch (check.kind) {
    case "http":
      return { httpGet: { path: check.path, port: check.port } };
    case "tcp":
      return { tcpSocket: { port: check.port } };
    case "exec":
      return { exec: { command: [...check.command] } };
  }
}

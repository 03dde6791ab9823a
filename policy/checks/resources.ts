import type { Container } from "../model/container";
import { type Known, notKnown } from "../model/value";
import type { Workload } from "../model/workload";
import type { Policy } from "../policy";
import { allOf, fail, holds, notConcerned, pass, type Verdict } from "../verdict";

const section = "Infrastructure";

type Subject = { readonly container: Container; readonly workload: Workload };

/** Only what runs on is asked how it is. */
function probed(
  { container, workload }: Subject,
  probe: Known<true>,
  why: string,
): Verdict | readonly Verdict[] {
  if (container.role !== "main" || !workload.runsForever) return notConcerned;
  return holds(probe, (found) => found === true, why);
}

export const containersHaveLivenessProbe: Policy<"container"> = {
  name: "containers-have-liveness-probe",
  section,
  severity: "high",
  subject: "container",
  description: "The platform asks each container whether it is alive, and restarts it when it is not.",
  fix: "add a livenessProbe (Docker: a healthcheck)",
  check: (subject) => probed(subject, subject.container.liveness, "has no liveness probe"),
};

export const containersHaveReadinessProbe: Policy<"container"> = {
  name: "containers-have-readiness-probe",
  section,
  severity: "high",
  subject: "container",
  description: "The platform asks each container whether it can serve, before it sends it requests.",
  fix: "add a readinessProbe (Docker: a healthcheck)",
  check: (subject) => probed(subject, subject.container.readiness, "has no readiness probe"),
};

export const containersHaveMemoryLimit: Policy<"container"> = {
  name: "containers-have-memory-limit",
  section,
  severity: "high",
  subject: "container",
  description: "Each container has a memory limit: a leak ends one container, not the machine.",
  fix: "set resources.limits.memory",
  check: ({ container }) =>
    container.role === "ephemeral"
      ? notConcerned
      : holds(container.limits.memory, (bytes) => (bytes ?? 0) > 0, "has no memory limit"),
};

export const containersHaveRequests: Policy<"container"> = {
  name: "containers-have-requests",
  section,
  severity: "medium",
  subject: "container",
  description:
    "Each container says how much processor and memory it needs, so that it is placed where there is room.",
  fix: "set resources.requests.cpu and resources.requests.memory (Docker: memoryReservation)",
  check({ container: { requests, role }, workload: { platform } }) {
    if (role === "ephemeral" || platform === "local") return notConcerned;
    const memory = holds(requests.memory, (bytes) => (bytes ?? 0) > 0, "requests no memory");
    if (platform === "docker") return memory;
    return allOf(
      holds(requests.cpu, (cores) => (cores ?? 0) > 0, "requests no processor"),
      memory,
    );
  },
};

export const containersBoundEphemeralStorage: Policy<"container"> = {
  name: "containers-bound-ephemeral-storage",
  section,
  severity: "low",
  subject: "container",
  description: "Each container has a limit for what it writes outside of volumes: it cannot fill its node.",
  fix: "set resources.limits.ephemeral-storage",
  check: ({ container: { limits, role }, workload: { platform } }) =>
    platform !== "kubernetes" || role === "ephemeral"
      ? notConcerned
      : holds(limits.ephemeralStorage, (bytes) => (bytes ?? 0) > 0, "has no limit for ephemeral storage"),
};

function fits(request: Known<number>, limit: Known<number>, what: string): Verdict {
  const isSaid = request !== undefined && limit !== undefined;
  if (!isSaid) return pass;
  if (request === notKnown) return holds(request, () => true, "");
  return holds(
    limit,
    (most) => most !== undefined && request <= most,
    `requests more ${what} than its limit`,
  );
}

export const requestsFitLimits: Policy<"container"> = {
  name: "requests-fit-limits",
  section,
  severity: "high",
  subject: "container",
  description: "No container asks for more than it may have: it would never start.",
  fix: "lower the request or raise the limit",
  check: ({ container: { requests, limits } }) =>
    allOf(fits(requests.cpu, limits.cpu, "processor"), fits(requests.memory, limits.memory, "memory")),
};

export const workloadsStopGracefully: Policy<"workload"> = {
  name: "workloads-stop-gracefully",
  section,
  severity: "medium",
  subject: "workload",
  description: "A container has as long to end as its shutdown takes; Docker's default is 10 s.",
  fix: "set terminationGracePeriodSeconds (Docker: stopTimeout) to 30 or more",
  uses: ["stopSeconds"],
  check: ({ stopGraceSeconds, runsForever }, { stopSeconds }) =>
    runsForever
      ? holds(
          stopGraceSeconds,
          (seconds) => (seconds ?? 0) >= stopSeconds,
          `has less than ${stopSeconds} s to end`,
        )
      : notConcerned,
};

export const containersRestart: Policy<"workload"> = {
  name: "containers-restart",
  section,
  severity: "high",
  subject: "workload",
  description: "What ends is started again.",
  fix: "use a Deployment instead of a bare Pod (Docker: restart unless-stopped)",
  check: ({ restarts, runsForever, kind }) => {
    if (!runsForever) return notConcerned;
    if (kind === "Pod") return fail("is a bare pod: when its node goes, it is gone");
    return holds(restarts, (again) => again === true, "is not started again when it ends");
  },
};

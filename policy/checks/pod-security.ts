import { notKnown } from "../model/value";
import type { Policy } from "../policy";
import { fail, holds, notConcerned, pass, unknown } from "../verdict";

const section = "Security";

export const containersRunAsNonRoot: Policy<"container"> = {
  name: "containers-run-as-non-root",
  section,
  severity: "high",
  subject: "container",
  description: "Containers do not run as root: whoever breaks out of one is nobody outside.",
  fix: "set securityContext.runAsNonRoot: true (Kubernetes) or a numeric user other than 0",
  check({ container: { confinement }, workload: { platform } }) {
    const { runAsNonRoot, user } = confinement;
    if (user === 0) return fail("runs as user 0");
    if (typeof user === "number" || runAsNonRoot === true) return pass;
    if (user === notKnown || runAsNonRoot === notKnown)
      return unknown("its user is not known before the deployment");
    if (platform === "kubernetes") return fail("does not say that it runs as non-root");
    return platform === "docker" ? unknown("its image decides as whom it runs") : notConcerned;
  },
};

export const containersDropCapabilities: Policy<"container"> = {
  name: "containers-drop-capabilities",
  section,
  severity: "medium",
  subject: "container",
  description: "Containers give up all capabilities of the kernel that they do not need.",
  fix: "set securityContext.capabilities.drop: [ALL]",
  check({ container: { confinement }, workload: { platform } }) {
    if (platform === "local") return notConcerned;
    return holds(
      confinement.droppedCapabilities,
      (dropped) => dropped?.some((name) => name.toUpperCase() === "ALL") ?? false,
      "does not drop ALL capabilities",
    );
  },
};

/** The only one that the restricted standard lets pass. */
const harmless = new Set(["NET_BIND_SERVICE"]);

export const containersAddNoCapabilities: Policy<"container"> = {
  name: "containers-add-no-capabilities",
  section,
  severity: "high",
  subject: "container",
  description: "Containers ask for no capability but NET_BIND_SERVICE.",
  fix: "remove securityContext.capabilities.add",
  check({ container: { confinement }, workload: { platform } }) {
    if (platform === "local") return notConcerned;
    return holds(
      confinement.addedCapabilities,
      (added) => (added ?? []).every((name) => harmless.has(name)),
      "adds capabilities",
    );
  },
};

export const containersForbidPrivilegeEscalation: Policy<"container"> = {
  name: "containers-forbid-privilege-escalation",
  section,
  severity: "high",
  subject: "container",
  description: "No process of a container gains more rights than its parent.",
  fix: "set securityContext.allowPrivilegeEscalation: false (Docker: the security option no-new-privileges)",
  check({ container: { confinement }, workload: { platform } }) {
    if (platform === "local") return notConcerned;
    return holds(confinement.privilegeEscalation, (allowed) => allowed === false, "may gain privileges");
  },
};

export const containersAreNotPrivileged: Policy<"container"> = {
  name: "containers-are-not-privileged",
  section,
  severity: "critical",
  subject: "container",
  description: "No container is privileged: it would be root on the machine.",
  fix: "remove privileged: true",
  check({ container: { confinement }, workload: { platform } }) {
    if (platform === "local") return notConcerned;
    return holds(confinement.privileged, (privileged) => privileged !== true, "is privileged");
  },
};

export const containersSetSeccomp: Policy<"container"> = {
  name: "containers-set-seccomp",
  section,
  severity: "medium",
  subject: "container",
  description: "Containers keep to the system calls of the runtime's profile, or of their own.",
  fix: "set securityContext.seccompProfile.type: RuntimeDefault",
  remedy: { of: "pod", path: ["securityContext", "seccompProfile", "type"], value: "RuntimeDefault" },
  check({ container: { confinement }, workload: { platform } }) {
    if (platform === "local") return notConcerned;
    return holds(
      confinement.seccomp,
      (type) => type === "RuntimeDefault" || type === "Localhost",
      "has no seccomp profile",
    );
  },
};

export const containersHaveReadOnlyRoot: Policy<"container"> = {
  name: "containers-have-read-only-root",
  section,
  severity: "medium",
  subject: "container",
  description: "The root file system of a container is read-only: nothing can be left behind in it.",
  fix: "set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where it must write",
  check({ container: { confinement }, workload: { platform } }) {
    if (platform === "local") return notConcerned;
    return holds(
      confinement.readOnlyRoot,
      (readOnly) => readOnly === true,
      "can write to its root file system",
    );
  },
};

export const workloadsAvoidHostNamespaces: Policy<"workload"> = {
  name: "workloads-avoid-host-namespaces",
  section,
  severity: "critical",
  subject: "workload",
  description: "No workload shares the network, the processes or the IPC of its machine.",
  fix: "remove hostNetwork, hostPID and hostIPC (Docker: the modes host)",
  check({ hostNamespaces, platform }) {
    if (platform === "local") return notConcerned;
    return holds(hostNamespaces, (shared) => (shared ?? []).length === 0, "shares namespaces of its machine");
  },
};

export const workloadsAvoidHostPaths: Policy<"workload"> = {
  name: "workloads-avoid-host-paths",
  section,
  severity: "high",
  subject: "workload",
  description: "No workload sees folders of its machine.",
  fix: "use a volume, a ConfigMap or a Secret instead of hostPath",
  check({ volumes, platform }) {
    if (platform === "local") return notConcerned;
    const isFree = volumes.every(({ kind }) => kind !== "host");
    return isFree ? pass : fail("mounts folders of its machine");
  },
};

export const containersAvoidHostPorts: Policy<"container"> = {
  name: "containers-avoid-host-ports",
  section,
  severity: "medium",
  subject: "container",
  description: "No container of a pod takes a port of its machine: it would escape network policies.",
  fix: "remove hostPort and use a Service",
  check({ container: { ports }, workload: { platform } }) {
    if (platform !== "kubernetes") return notConcerned;
    return holds(
      ports,
      (all) => (all ?? []).every(({ hostPort }) => hostPort === undefined || hostPort === 0),
      "takes a port of its machine",
    );
  },
};

import type { KubernetesObject } from "./kubernetes-object";
import { podContainers } from "./pod-container";
import { quantity } from "./quantity";
import {
  at,
  entries,
  flag,
  isFields,
  items,
  type Known,
  knownText,
  list,
  notKnown,
  number,
  text,
  texts,
  type Value,
} from "./value";
import type { Volume, Workload } from "./workload";

const templateAt: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  ReplicationController: ["spec", "template"],
  Job: ["spec", "template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
};

/** The kinds that run containers. */
export function runsPods(kind: string): boolean {
  return Object.hasOwn(templateAt, kind);
}

/** The workload of an object that runs pods. */
export function podWorkload(object: KubernetesObject): Workload {
  const { kind, fields, resource, name, namespace } = object;
  const template = at(fields, ...(templateAt[kind] ?? []));
  const pod = at(template, "spec");
  const runsForever = kind !== "Job" && kind !== "CronJob";
  return {
    resource,
    platform: "kubernetes",
    kind,
    name,
    namespace,
    labels: kind === "Pod" ? object.labels : texts(at(template, "metadata", "labels")),
    runsForever,
    replicas: kind === "DaemonSet" ? undefined : (number(at(fields, "spec", "replicas")) ?? 1),
    containers: podContainers(template === undefined ? at(fields, "spec") : pod),
    volumes: volumes(pod, fields),
    hostNamespaces: hostNamespaces(pod),
    serviceAccount: text(at(pod, "serviceAccountName")),
    mountsToken: flag(at(pod, "automountServiceAccountToken")),
    // Kubernetes' default.
    stopGraceSeconds: number(at(pod, "terminationGracePeriodSeconds")) ?? 30,
    spreads: spreads(pod),
    restarts:
      at(pod, "restartPolicy") === notKnown
        ? notKnown
        : kind !== "Pod" || at(pod, "restartPolicy") !== "Never",
    deletesClaims: deletesClaims(fields),
  };
}

function hostNamespaces(pod: Value | undefined): Known<readonly string[]> {
  const asked = [
    ["hostNetwork", "network"],
    ["hostPID", "pid"],
    ["hostIPC", "ipc"],
  ] as const;
  const found = asked.map(([key, name]) => [flag(at(pod, key)), name] as const);
  if (found.some(([value]) => value === notKnown)) return notKnown;
  return found.filter(([value]) => value === true).map(([, name]) => name);
}

function spreads(pod: Value | undefined): Known<boolean> {
  const constraints = list(at(pod, "topologySpreadConstraints"));
  const affinity = at(pod, "affinity", "podAntiAffinity");
  if (constraints === notKnown || affinity === notKnown) return notKnown;
  return (constraints?.length ?? 0) > 0 || affinity !== undefined;
}

function deletesClaims(fields: Value): Known<boolean> {
  const policy = at(fields, "spec", "persistentVolumeClaimRetentionPolicy");
  if (policy === notKnown) return notKnown;
  return at(policy, "whenDeleted") === "Delete" || at(policy, "whenScaled") === "Delete";
}

function pathsOf(pod: Value | undefined, volume: string): readonly string[] {
  const containers = [...items(at(pod, "containers")), ...items(at(pod, "initContainers"))];
  const mounts = containers.flatMap((container) => items(at(container, "volumeMounts")));
  return mounts
    .filter((mount) => at(mount, "name") === volume)
    .flatMap((mount) => knownText(at(mount, "mountPath")) ?? []);
}

const sources: Readonly<Record<string, Volume["kind"]>> = {
  persistentVolumeClaim: "claim",
  ephemeral: "empty",
  emptyDir: "empty",
  hostPath: "host",
  configMap: "config",
  secret: "secret",
};

function volumes(pod: Value | undefined, fields: Value): readonly Volume[] {
  const named = items(at(pod, "volumes"))
    .filter(isFields)
    .map((volume): Volume => {
      const source = entries(volume).find(([key]) => key !== "name")?.[0] ?? "";
      return { kind: sources[source] ?? "other", paths: pathsOf(pod, knownText(at(volume, "name")) ?? "") };
    });
  const claimed = items(at(fields, "spec", "volumeClaimTemplates")).map((claim): Volume => {
    const sizeBytes = quantity(at(claim, "spec", "resources", "requests", "storage"));
    return { kind: "claim", paths: pathsOf(pod, knownText(at(claim, "metadata", "name")) ?? ""), sizeBytes };
  });
  return [...named, ...claimed];
}

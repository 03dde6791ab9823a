import type { types } from "@pulumi/kubernetes";
import type { Workload } from "../workload";
import { companion, container, drainSeconds, lockedDown, scratch } from "./container";
import { selectorOf, slug } from "./labels";
import { claimNames, type Mounts } from "./mounts";
import { reloader } from "./reloader";
import type { KubernetesSettings } from "./settings";

type PodSpec = types.input.core.v1.PodSpec;
type Container = types.input.core.v1.Container;
type Volumes = Mounts["volumes"];

/** The pods of a workload. */
export function podSpec(workload: Workload, given: Mounts, settings: KubernetesSettings): PodSpec {
  const { name, user, watchesHost, stopGraceSeconds = 30 } = workload;
  const { priorityClass } = settings.kubernetes;
  const host = hostMounts(watchesHost?.folders ?? []);
  const mounts = [
    ...given.mounts,
    ...[...claimNames(workload)].map(([mountPath, claim]) => ({ name: claim, mountPath })),
    ...host.mounts,
    { name: "scratch", mountPath: scratch.folder },
  ];
  const main = container(workload, mounts, settings);
  return {
    serviceAccountName: name,
    automountServiceAccountToken: workload.connectsTo.some(({ to }) => to === "api-server"),
    enableServiceLinks: false,
    ...(priorityClass && { priorityClassName: priorityClass }),
    ...(watchesHost && { tolerations: [{ operator: "Exists" }] }),
    ...(watchesHost?.sharesNetwork && { hostNetwork: true, hostPID: true }),
    terminationGracePeriodSeconds: stopGraceSeconds + drainSeconds,
    securityContext: {
      runAsNonRoot: user !== 0,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...spreadOf(workload),
    ...(workload.prepare && { initContainers: [preparation(main, workload.prepare)] }),
    containers: [
      main,
      ...reloader(workload, given, settings.images, lockedDown(user)),
      ...(workload.beside ?? []).map((one) => companion(one, workload, settings)),
    ],
    volumes: [
      ...given.volumes,
      ...host.volumes,
      ...nodeVolumes(workload, settings.kubernetes.namespace),
      { name: "scratch", emptyDir: { sizeLimit: `${scratch.sizeMib}Mi` } },
    ],
  };
}

/** Runs before the server, and only where it has not run yet; the image must hold a shell. */
function preparation(main: Container, { binary, args, unless }: NonNullable<Workload["prepare"]>): Container {
  const { image, imagePullPolicy, env, resources, securityContext, volumeMounts } = main;
  return {
    name: "prepare",
    ...{ image, imagePullPolicy, env, resources, securityContext, volumeMounts },
    command: ["sh", "-c", 'test -e "$0" || exec "$@"', unless, binary, ...args],
  };
}

/** Replicas on different nodes, and in different zones where there are any. */
function spreadOf({ name, replicas = 1 }: Workload): Partial<PodSpec> {
  if (replicas < 2) return {};
  const over = (topologyKey: string, whenUnsatisfiable: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable,
    labelSelector: { matchLabels: selectorOf(name) },
  });
  return {
    topologySpreadConstraints: [
      over("kubernetes.io/hostname", "DoNotSchedule"),
      over("topology.kubernetes.io/zone", "ScheduleAnyway"),
    ],
  };
}

/** Folders of the host, read-only, as `Place.hostPath` names them. */
function hostMounts(folders: readonly string[]): Mounts {
  const named = folders.map((path) => ({
    path,
    name: path === "/" ? "host" : `host${path.replaceAll("/", "-")}`,
  }));
  return {
    volumes: named.map(({ path, name }) => ({ name, hostPath: { path } })),
    mounts: named.map(({ path, name }) => ({
      name,
      mountPath: hostPath(path),
      readOnly: true,
      mountPropagation: "HostToContainer",
    })),
  };
}

/** What a workload of every node keeps lies on its node: there is no claim for each of them. */
function nodeVolumes(workload: Workload, stack: string): Volumes {
  if (!workload.watchesHost) return [];
  return [...claimNames(workload)].map(([folder, name]) => ({
    name,
    hostPath: { path: `/var/lib/${stack}/${workload.name}/${slug(folder)}`, type: "DirectoryOrCreate" },
  }));
}

/** Where a pod finds a folder of its host. */
export function hostPath(path: string): string {
  return path === "/" ? "/host/root" : `/host${path}`;
}

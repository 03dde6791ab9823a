import type { types } from "@pulumi/kubernetes";
import { entrypointOf } from "../entrypoint";
import { goLimits, isGo } from "../go-limits";
import { imageReference, pullPolicy } from "../image-reference";
import type { Workload } from "../workload";
import { selectorOf, slug } from "./labels";
import { claimNames, type Mounts } from "./mounts";
import { probesOf } from "./probes";
import { reloader } from "./reloader";
import type { KubernetesSettings } from "./settings";

type PodSpec = types.input.core.v1.PodSpec;
type Container = types.input.core.v1.Container;
type Volumes = Mounts["volumes"];

/** Seconds in which a pod that is about to stop still answers, while the cluster takes it out of its Services. */
const drainSeconds = 5;
/** Every container may write here; what it writes is gone with it. */
const scratch = { folder: "/tmp", sizeMib: 64 };
/** What a container may write besides its volumes: its scratch folder, and its output until the kubelet has rotated it. */
export const ephemeralStorage = { requests: "64Mi", limits: "256Mi" } as const;

/** The restricted Pod Security Standard, and a root folder that nobody can write to. */
function lockedDown(user: number): types.input.core.v1.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: user !== 0,
  };
}

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
    containers: [main, ...reloader(workload, given, settings.images, lockedDown(user))],
    volumes: [
      ...given.volumes,
      ...host.volumes,
      ...nodeVolumes(workload, settings.kubernetes.namespace),
      { name: "scratch", emptyDir: { sizeLimit: `${scratch.sizeMib}Mi` } },
    ],
  };
}

const nodeName = { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } };

function container(
  workload: Workload,
  volumeMounts: readonly types.input.core.v1.VolumeMount[],
  settings: KubernetesSettings,
): Container {
  const { name, args, env, ports, resources } = workload;
  const image = imageReference(workload.image, settings.images);
  const command = entrypointOf(workload);
  const variables = { ...(isGo(workload) ? goLimits(resources.limits) : {}), ...env };
  return {
    name,
    image,
    imagePullPolicy: pullPolicy(image),
    ...(command ? { command: [...command] } : {}),
    args: [...args],
    env: [
      ...Object.entries(variables).map(([key, value]) => ({ name: key, value })),
      ...(workload.watchesHost ? [nodeName] : []),
    ],
    ports: Object.entries(ports).map(([key, { number, protocol }]) => ({
      name: key,
      containerPort: number,
      protocol: protocol === "udp" ? "UDP" : "TCP",
    })),
    ...probesOf(workload.probes),
    resources: resourcesOf(resources),
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
    securityContext: lockedDown(workload.user),
    volumeMounts: [...volumeMounts],
  };
}

function resourcesOf({ requests, limits }: Workload["resources"]): types.input.core.v1.ResourceRequirements {
  const amount = ({ cpuMillis, memoryMib }: typeof limits, disk: string) => ({
    ...(cpuMillis && { cpu: `${cpuMillis}m` }),
    memory: `${memoryMib}Mi`,
    "ephemeral-storage": disk,
  });
  return {
    requests: amount(requests, ephemeralStorage.requests),
    limits: amount(limits, ephemeralStorage.limits),
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

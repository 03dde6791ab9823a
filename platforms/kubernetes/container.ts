import type { types } from "@pulumi/kubernetes";
import { entrypointOf } from "../entrypoint";
import { goLimits, isGo } from "../go-limits";
import { imageReference, pullPolicy } from "../image-reference";
import type { Companion, Workload } from "../workload";
import { probesOf } from "./probes";
import type { KubernetesSettings } from "./settings";

type Container = types.input.core.v1.Container;

/** Seconds in which a pod that is about to stop still answers, while the cluster takes it out of its Services. */
export const drainSeconds = 5;
/** Every container may write here; what it writes is gone with it. */
export const scratch = { folder: "/tmp", sizeMib: 64 };
/** What a container may write besides its volumes: its scratch folder, and its output until the kubelet has rotated it. */
const ephemeralStorage = { requests: "64Mi", limits: "256Mi" } as const;

/** The restricted Pod Security Standard, and a root folder that nobody can write to. */
export function lockedDown(user: number): types.input.core.v1.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: user !== 0,
  };
}

function fromPod(name: string, fieldPath: string) {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** What a pod must know of itself. */
function ownNames({ watchesHost, named }: Workload) {
  return [
    ...(watchesHost ? [fromPod("NODE_NAME", "spec.nodeName")] : []),
    ...(named ? [fromPod("POD_NAME", "metadata.name"), fromPod("POD_IP", "status.podIP")] : []),
  ];
}

/** The container of the workload's own program. */
export function container(
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
    env: [...environment(variables), ...ownNames(workload)],
    ports: containerPorts(ports, undefined),
    ...probesOf(workload.probes),
    resources: resourcesOf(resources),
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
    securityContext: lockedDown(workload.user),
    volumeMounts: [...volumeMounts],
  };
}

function environment(variables: Readonly<Record<string, string>>) {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}

/** The ports on which one of the pod's programs listens. */
function containerPorts(ports: Workload["ports"], program: string | undefined) {
  return Object.entries(ports)
    .filter(([, { of }]) => of === program)
    .map(([name, { number, protocol }]) => ({
      name,
      containerPort: number,
      protocol: protocol === "udp" ? "UDP" : "TCP",
    }));
}

/** The container of a program beside it. */
export function companion(
  { name, args, probes, resources, ...given }: Companion,
  { ports, user }: Workload,
  settings: KubernetesSettings,
): Container {
  const image = imageReference(given.image, settings.images);
  return {
    name,
    image,
    imagePullPolicy: pullPolicy(image),
    args: [...args],
    env: environment(goLimits(resources.limits)),
    ports: containerPorts(ports, name),
    ...probesOf(probes),
    resources: resourcesOf(resources),
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
    securityContext: lockedDown(user),
    volumeMounts: [{ name: "scratch", mountPath: scratch.folder }],
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

import type { types } from "@pulumi/docker";
import { entrypointOf } from "../entrypoint";
import { goLimits, isGo } from "../go-limits";
import type { ProbeCheck, Workload, WorkloadProbe } from "../workload";
import { collectedPath, givenFolder, isWatched, pathIn, printedFolder, publishedNumber } from "./place";
import type { DockerSettings } from "./settings";
import { printedVolume } from "./watcher";

type Volume = types.input.ContainerVolume;
type Healthcheck = types.input.ContainerHealthcheck;

/** Belfry's helper, in the volume that the writer fills. */
const toolPath = `${givenFolder}/bin/belfry-tool`;
/** Seconds that a stopping server has, unless it declares others. */
const usualGrace = 30;
/**
 * What a container may write besides its volumes, in memory. With its mode: where the image has no such folder, the
 * second start finds the one that the first had made for root.
 */
const scratch = { "/tmp": "rw,noexec,nosuid,size=64m,mode=1777" };
/** A container's output: rotated, so that it never fills the disk. */
export const logs = { logDriver: "json-file", logOpts: { "max-size": "10m", "max-file": "5" } };

/** What no container of the stack may do. */
export const lockedDown = {
  readOnly: true,
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  tmpfs: scratch,
  ...logs,
};

/** The volume of a workload's texts and secrets, as its server sees it. */
export function givenVolume(stack: string, { name }: Workload): Volume {
  return { volumeName: `${stack}-${name}-given`, containerPath: givenFolder, readOnly: true };
}

/** The volumes that a workload keeps, by the folder that each keeps. */
export function keptVolumes(stack: string, { name, storage = {} }: Workload): readonly Volume[] {
  return Object.keys(storage).map((folder) => ({
    volumeName: volumeOf(stack, name, folder),
    containerPath: folder,
  }));
}

function volumeOf(stack: string, workload: string, folder: string): string {
  return `${stack}-${workload}${folder.replaceAll("/", "-")}`;
}

/** What a workload that collects lines sees of the others. */
function collectedVolumes({ collects }: Workload, { stack, docker }: DockerSettings): readonly Volume[] {
  if (!collects) return [];
  const printed = { volumeName: printedVolume(stack), containerPath: printedFolder, readOnly: true };
  const folders = collects.map(({ workload, folder }) => ({
    volumeName: volumeOf(stack, workload, folder),
    containerPath: collectedPath(workload, folder),
    readOnly: true,
  }));
  return isWatched(docker) ? [printed, ...folders] : folders;
}

/** What the server's container is, but for its name, its image and its networks. */
export function serverArgs(workload: Workload, settings: DockerSettings) {
  const { stack, ports, docker } = settings;
  const { user, stopGraceSeconds = usualGrace } = workload;
  const entrypoint = entrypointWithSecrets(workload);
  return {
    ...lockedDown,
    ...(entrypoint ? { entrypoints: [...entrypoint] } : {}),
    command: [...workload.args],
    envs: environment(workload),
    user: `${user}:${user}`,
    restart: "unless-stopped",
    ...limitsOf(workload),
    stopTimeout: stopGraceSeconds,
    destroyGraceSeconds: stopGraceSeconds,
    healthcheck: healthcheckOf(workload),
    // It is there when it is healthy: whoever starts after it waits for that, and an update that made it ill fails.
    ...{ wait: true, waitTimeout: healthyWithin(workload) },
    volumes: [
      givenVolume(stack, workload),
      ...keptVolumes(stack, workload),
      ...collectedVolumes(workload, settings),
    ],
    ports: publishedPorts(workload, ports, docker.publishOn),
  };
}

/** What a workload may take of the machine, its server and what prepares it alike. */
function limitsOf({ resources: { requests, limits } }: Workload) {
  return {
    memory: limits.memoryMib,
    // Memory and swap together: no swap.
    memorySwap: limits.memoryMib,
    memoryReservation: requests.memoryMib,
    ...(limits.cpuMillis && { cpus: String(limits.cpuMillis / 1000) }),
  };
}

/** What no inspection shows is put into the environment by the helper, which then becomes the program. */
function entrypointWithSecrets(workload: Workload): readonly string[] | undefined {
  const { name, secretEnvironment } = workload;
  const entrypoint = entrypointOf(workload);
  if (!secretEnvironment) return entrypoint;
  if (!entrypoint) throw new Error(`${name} has a secret environment, and nothing says what it runs.`);
  return [toolPath, "run", pathIn(secretEnvironment), ...entrypoint];
}

export function environment(workload: Workload): string[] {
  const all = { ...(isGo(workload) ? goLimits(workload.resources.limits) : {}), ...workload.env };
  return Object.entries(all).map(([key, value]) => `${key}=${value}`);
}

function publishedPorts(
  { ports }: Workload,
  moved: Readonly<Record<string, number>>,
  ip: string,
): types.input.ContainerPort[] {
  return Object.values(ports)
    .filter(({ fixed, opened }) => fixed || opened)
    .map((port) => ({
      ...{
        internal: port.number,
        external: publishedNumber(port, moved),
        ip,
        protocol: port.protocol ?? "tcp",
      },
    }));
}

/** Ready is what others wait for; Docker knows one check, and gives a start the time that is declared for it. */
function healthcheckOf({ ports, probes: { readiness, startup } }: Workload): Healthcheck {
  const { periodSeconds, timeoutSeconds, failureThreshold, initialDelaySeconds = 0 } = readiness;
  return {
    tests: ["CMD", ...probeCommand(readiness.check, ports)],
    interval: `${periodSeconds}s`,
    timeout: `${timeoutSeconds}s`,
    retries: failureThreshold,
    startPeriod: `${initialDelaySeconds + (startup ? patience(startup) : 0)}s`,
  };
}

/** Seconds after which a server that is not healthy counts as failed. */
function healthyWithin({ probes: { readiness, startup } }: Workload): number {
  const { periodSeconds, failureThreshold, initialDelaySeconds = 0 } = readiness;
  return initialDelaySeconds + (startup ? patience(startup) : 0) + periodSeconds * (failureThreshold + 1);
}

function patience({ periodSeconds, failureThreshold }: WorkloadProbe): number {
  return periodSeconds * failureThreshold;
}

/** Whatever the image holds: the probe lies in the volume that the writer fills. */
function probeCommand(check: ProbeCheck, ports: Workload["ports"]): readonly string[] {
  if (check.kind === "exec") return check.command;
  const address = `127.0.0.1:${ports[check.port]?.number}`;
  const target = check.kind === "http" ? `http://${address}${check.path}` : address;
  return [toolPath, "probe", target];
}

/** What runs once before the server, where it has not run yet; the image must hold a shell. */
export function preparationArgs(
  workload: Workload,
  prepare: NonNullable<Workload["prepare"]>,
  stack: string,
) {
  const { binary, args, unless } = prepare;
  return {
    ...lockedDown,
    entrypoints: ["sh", "-c", 'test -e "$0" || exec "$@"'],
    command: [pathIn(unless), binary, ...args],
    envs: environment(workload),
    user: `${workload.user}:${workload.user}`,
    ...limitsOf(workload),
    volumes: [givenVolume(stack, workload), ...keptVolumes(stack, workload)],
    ...onceOnly,
  };
}

/** A container that does its work and ends, and is done when it has ended. */
export const onceOnly = { restart: "no", mustRun: false, attach: true, networkMode: "none" };

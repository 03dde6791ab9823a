import type { Place } from "../platform";
import type { Port } from "../workload";
import type { DockerSettings } from "./settings";

/** An address that stands for all of the machine's leads nowhere: links say the nearest. */
function openedOn(publishOn: string): string {
  return publishOn === "0.0.0.0" ? "127.0.0.1" : publishOn;
}

/** Where every container finds the volume that its writer fills: one for texts, secrets and the probe. */
export const givenFolder = "/belfry";

/** Texts lie below /etc and secrets below /run, so that their paths are known before their workload is. */
export function isGiven(path: string): boolean {
  return path.startsWith("/etc/") || path.startsWith("/run/");
}

/** Where a container finds a text, a secret or one of its own folders. */
export function pathIn(path: string): string {
  return isGiven(path) ? `${givenFolder}${path}` : path;
}

/** Where every container that collects lines finds what all of them print. */
export const printedFolder = "/var/log/containers";

/** Where a container that collects lines finds a folder of another one. */
export function collectedPath(workload: string, folder: string): string {
  return `/var/log/workloads/${workload}${folder}`;
}

/** Is there somebody who writes down what containers print? */
export function isWatched({ socket }: DockerSettings["docker"]): boolean {
  return socket !== "none";
}

/** The number under which this machine publishes a port of a container. */
export function publishedNumber(
  { number, publishedAs: known = number }: Port,
  moved: Readonly<Record<string, number>>,
): number {
  return moved[String(known)] ?? known;
}

/** A workload's place in the stack's network, where its name is its address. */
export function placeNamed(
  name: string,
  ports: Readonly<Record<string, Port>>,
  { ports: moved, docker }: Pick<DockerSettings, "ports" | "docker">,
): Place {
  const port = (key: string): number => {
    const found = ports[key];
    if (found) return found.number;
    throw new Error(`${name} has no port ${key}, only ${Object.keys(ports).join(", ")}.`);
  };
  return {
    name,
    host: name,
    port,
    path: pathIn,
    hostPath: (path) => path,
    collectedPath: (folder) => collectedPath(name, folder),
    ...(isWatched(docker) && { stdoutFile: `${printedFolder}/${name}.log` }),
    listen: (key) => `:${port(key)}`,
    address: (key) => `${name}:${port(key)}`,
    url: (key) => `http://${name}:${port(key)}`,
    addresses: (key) => [`${name}:${port(key)}`],
    peers: name,
    ...(ports.http?.opened && {
      publicUrl: `http://${openedOn(docker.publishOn)}:${publishedNumber(ports.http, moved)}`,
    }),
  };
}

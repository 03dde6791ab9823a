import type { Place } from "../platform";
import type { Member } from "./network";
import { hostPath } from "./pod";

/** A workload's place in a cluster: its own paths and ports, and its Service's name for others. */
export function placeIn({ name, namespace, ports }: Member, publicHost: string | undefined): Place {
  const host = `${name}.${namespace}.svc`;
  const port = (key: string): number => {
    const found = ports[key];
    if (found) return found.number;
    throw new Error(`${name} has no port ${key}, only ${Object.keys(ports).join(", ")}.`);
  };
  return {
    name,
    host,
    port,
    path: (path) => path,
    hostPath,
    collectedPath: (folder) => folder,
    listen: (key) => `:${port(key)}`,
    address: (key) => `${host}:${port(key)}`,
    url: (key) => `http://${host}:${port(key)}`,
    ...(publicHost && { publicUrl: `https://${publicHost}` }),
  };
}

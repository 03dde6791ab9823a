import type { Place } from "../platform";
import { copyName, peersName } from "./labels";
import type { Member } from "./network";
import { hostPath } from "./pod";

/** A workload's place in a cluster: its own paths and ports, and its Service's name for others. */
export function placeIn(
  { name, namespace, ports }: Member,
  { copies, publicHost }: { readonly copies: number; readonly publicHost: string | undefined },
): Place {
  const hostOf = (service: string) => `${service}.${namespace}.svc`;
  const host = hostOf(name);
  const hosts =
    copies > 1 ? Array.from({ length: copies }, (_, ordinal) => hostOf(copyName(name, ordinal))) : [host];
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
    collectedPath: () => undefined,
    listen: (key) => `:${port(key)}`,
    address: (key) => `${host}:${port(key)}`,
    url: (key) => `http://${host}:${port(key)}`,
    addresses: (key) => hosts.map((one) => `${one}:${port(key)}`),
    peers: copies > 1 ? hostOf(peersName(name)) : host,
    ...(publicHost && { publicUrl: `https://${publicHost}` }),
  };
}

import type { Place, Platform } from "../../platforms/platform";
import type { Port } from "../../platforms/workload";

/** A place as a container has it: its own paths, its own port numbers, its name as its address. */
export function containerPlace(name: string, ports: Readonly<Record<string, Port>>): Place {
  const number = (port: string) => {
    const found = ports[port];
    if (!found) throw new Error(`${name} has no port ${port}`);
    return found.number;
  };
  return {
    name,
    host: name,
    path: (path) => path,
    hostPath: (path) => `/host${path}`,
    collectedPath: (folder) => folder,
    port: number,
    listen: (port) => `:${number(port)}`,
    address: (port) => `${name}:${number(port)}`,
    url: (port) => `http://${name}:${number(port)}`,
    addresses: (port) => [`${name}:${number(port)}`],
    peers: name,
  };
}

/** A platform that gives out such places and runs nothing. */
export const paperPlatform: Platform = {
  name: "kubernetes",
  place: containerPlace,
  copies: () => 1,
  offers: () => true,
  programPath: (_product, binary) => binary,
  run: (workload) => ({ place: containerPlace(workload.name, workload.ports), available: true }),
  password: () => {
    throw new Error("nothing on paper has a password");
  },
};

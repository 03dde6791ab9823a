import type { Place } from "../../../platforms/platform";
import type { Port } from "../../../platforms/workload";

/** A place whose addresses and paths nobody could guess: where one of them is missing, a literal stands instead. */
export function fakePlace(name: string, ports: Readonly<Record<string, Port>>, copies = 1): Place {
  const port = (key: string) => {
    const { number } = ports[key] ?? {};
    if (number === undefined) throw new Error(`${name} has no port ${key}`);
    return number + 40_000;
  };
  const host = `${name}.fake`;
  return {
    name,
    host,
    port,
    path: (path) => `/at/${name}${path}`,
    hostPath: (path) => `/host/of/${name}${path}`,
    collectedPath: (folder) => `/collected/${name}${folder}`,
    listen: (key) => `listen.${name}:${port(key)}`,
    address: (key) => `${host}:${port(key)}`,
    url: (key) => `http://${host}:${port(key)}`,
    addresses: (key) =>
      copies === 1
        ? [`${host}:${port(key)}`]
        : Array.from({ length: copies }, (_, copy) => `${name}-${copy}.fake:${port(key)}`),
    peers: `${name}-peers.fake`,
    stdoutFile: `/printed/${name}.log`,
  };
}

/** A place with those ports, each by its number. */
export function placeWith(name: string, ports: Readonly<Record<string, number>>, copies = 1): Place {
  const entries = Object.entries(ports).map(([key, number]) => [key, { number }] as const);
  return fakePlace(name, Object.fromEntries(entries), copies);
}

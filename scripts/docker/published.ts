/** A port of this machine that a container has. */
export interface TakenPort {
  readonly number: number;
  readonly protocol: string;
}

/** Reads what `docker ps` tells of a container's ports; neighbours are told as a range: `127.0.0.1:4317-4318->4317-4318/tcp`. */
export function portsIn(told: string): readonly TakenPort[] {
  return [...told.matchAll(/:(\d+)(?:-(\d+))?->[\d-]+\/(tcp|udp)/g)].flatMap(
    ([, first, last = first, protocol = "tcp"]) =>
      Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => ({
        number: Number(first) + index,
        protocol,
      })),
  );
}

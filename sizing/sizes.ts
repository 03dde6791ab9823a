/** Memory and disk of a server that keeps telemetry, MiB. */
export interface Size {
  /** What it uses at that load. */
  readonly memoryMib: number;
  /** What its container is given at least, and at most: twice what it uses, so that queries have room. */
  readonly memoryRequestMib: number;
  readonly memoryLimitMib: number;
  /** What lies on its volume when the retention is full. */
  readonly diskMib: number;
  /** Size of the volume: the disk with its headroom, in steps, so that a new service seldom changes it. */
  readonly volumeMib: number;
}

const mib = 2 ** 20;
const stepMib = 5 * 1024;
/** A volume is filled to four fifths at most: the docs of Prometheus advise 80 to 85%. */
export const filled = 0.8;

export function toMib(bytes: number): number {
  return Math.ceil(bytes / mib);
}

/** The volume that a server needs for so much on its disk. */
export function volumeMib(diskMib: number): number {
  return Math.ceil(diskMib / filled / stepMib) * stepMib;
}

const memoryStepMib = 256;

/** Request and limit of a server that uses so much memory; a limit is never below `leastMib`. */
export function memoryBounds(memoryMib: number, leastMib: number) {
  const derived = Math.ceil((2 * memoryMib) / memoryStepMib) * memoryStepMib;
  const memoryLimitMib = Math.max(leastMib, derived);
  return { memoryMib, memoryRequestMib: Math.ceil(memoryLimitMib / 3), memoryLimitMib };
}

export const secondsOfDay = 86_400;

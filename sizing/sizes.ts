/** Memory and disk of a server that keeps telemetry, MiB. */
export interface Size {
  /** What it uses at that load; its limit must leave room above it for queries. */
  readonly memoryMib: number;
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

export const secondsOfDay = 86_400;

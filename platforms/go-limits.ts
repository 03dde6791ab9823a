import type { Workload } from "./workload";

/** Go collects harder from here, so that the hard limit is met by a leak and not by a peak. */
const memoryShare = 0.9;
const withoutGo = new Set(["postgres", "redis", "belfry"]);

/** Is the program written in Go? Of what belfry runs, all but PostgreSQL, Redis and its own are. */
export function isGo({ program }: Workload): boolean {
  return !withoutGo.has(program.product);
}

/** Tells Go's runtime the limits under which it runs, which it does not find out by itself everywhere. */
export function goLimits({ cpuMillis, memoryMib }: Workload["resources"]["limits"]): Record<string, string> {
  return {
    GOMEMLIMIT: `${Math.floor(memoryMib * memoryShare)}MiB`,
    ...(cpuMillis && { GOMAXPROCS: String(Math.max(1, Math.ceil(cpuMillis / 1000))) }),
  };
}

import { readFileSync } from "node:fs";

export interface ProcessMemory {
  readonly memoryUsedMib: number | null;
  readonly memoryLimitMib: number | null;
}

/** What the process itself uses, and the limit that the kernel enforces on it; unknown where there is no /proc. */
export function processMemory(pid: number | null): ProcessMemory {
  const resident = pid === null ? null : match(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m);
  const limit = pid === null ? null : match(`/proc/${pid}/limits`, /^Max data size\s+(\d+)\s/m);
  return {
    memoryUsedMib: resident === null ? null : Math.round(resident / 1024),
    memoryLimitMib: limit === null ? null : Math.round(limit / 1024 / 1024),
  };
}

function match(file: string, pattern: RegExp): number | null {
  try {
    const found = pattern.exec(readFileSync(file, "utf8"))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}

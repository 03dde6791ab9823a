import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a server was predicted to need, and what it needed. */
export interface Comparison {
  readonly what: string;
  readonly load: string;
  readonly predicted: number;
  readonly measured: number;
  readonly unit: "MiB";
}

/** How far the prediction lies above what was measured; below, where it is negative. */
export function errorOf({ predicted, measured }: Comparison): number {
  return predicted / measured - 1;
}

const mib = 2 ** 20;

/** MiB below a folder; what is deleted meanwhile counts for nothing. */
export async function folderMib(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / mib;
}

/** The value of a metric that a server shows of itself, added up over its labels. */
export async function ownMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();
  const lines = text.split("\n").filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

/** Resident memory of a server, MiB. */
export async function memoryMib(url: string): Promise<number> {
  return (await ownMetric(url, "process_resident_memory_bytes")) / mib;
}

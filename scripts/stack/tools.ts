import { type Programs, readPrograms } from "../../platforms/local/programs";
import { findTool } from "../../toolchain/find";
import { obtainTool } from "../../toolchain/obtain";
import { type Found, isFound } from "../../toolchain/outcome";
import type { Product } from "../../toolchain/versions";

/** Servers that `local` runs, in the order in which they are obtained: what a newcomer sees first comes first. */
export const localProducts = [
  "prometheus",
  "alertmanager",
  "postgres",
  "redis",
  "node-exporter",
  "postgres-exporter",
  "redis-exporter",
  "blackbox-exporter",
  "grafana",
  "collector",
  "loki",
  "tempo",
] as const satisfies readonly Product[];

/** What can be had at once, and what must be obtained first. */
export interface Stocktaking {
  readonly found: readonly Found[];
  readonly missing: readonly Product[];
  /** Those of `missing` that the last run had: without them, running servers would be taken away. */
  readonly lost: readonly Product[];
}

/** Looks on this machine only. */
export async function takeStock(wanted: readonly Product[], programsFile: string): Promise<Stocktaking> {
  const results = await Promise.all(wanted.map((product) => findTool(product)));
  const missing = results.filter((result) => !isFound(result)).map(({ product }) => product);
  const before = readPrograms(programsFile);
  return { found: results.filter(isFound), missing, lost: missing.filter((product) => product in before) };
}

/** The tool, made if need be, with its progress told under its name. */
export async function obtain(
  product: Product,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Found> {
  return obtainTool(product, { onProgress: (line) => say(`${product}: ${line}`), signal });
}

/** As the stack remembers it. */
export function programsOf(found: readonly Found[]): Programs {
  return Object.fromEntries(
    found.map(({ product, version, binaries, folder }) => [
      product,
      { version, binaries: { ...binaries }, folder },
    ]),
  );
}

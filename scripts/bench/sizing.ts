import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import type { Product } from "../../toolchain/versions";
import { engine } from "../../verify/engines";
import type { Comparison } from "./measured";
import { errorOf } from "./measured";
import { comparePrometheus } from "./size-of-prometheus";
import { compareLoki, compareTempo } from "./size-of-stores";

/** Times the normal load of the catalog's services. */
const loads = [1, 4, 16];
/** Of Prometheus: about the catalog's at rest, four times, and sixteen times as many. */
const seriesCounts = [2_000, 8_000, 32_000];

async function programOf(product: Product): Promise<string> {
  const found = await engine(product, product);
  if ("program" in found) return found.program;
  throw new Error(found.missing);
}

/** What was predicted of Prometheus, Loki and Tempo, and what they needed, at three loads each. */
export async function measureSizing(): Promise<readonly Comparison[]> {
  const services = loadCatalog().filter(({ stack }) => !stack);
  const folder = await mkdtemp(join(tmpdir(), "belfry-sizing-"));
  try {
    const [loki, tempo] = [await programOf("loki"), await programOf("tempo")];
    const prometheus = await programOf("prometheus");
    const all: Comparison[] = [];
    for (const series of seriesCounts) all.push(...(await comparePrometheus(prometheus, folder, series)));
    for (const load of loads) all.push(...(await compareTempo(tempo, folder, services, load)));
    for (const load of loads) all.push(...(await compareLoki(loki, folder, services, load)));
    return all.toSorted((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The comparison as Markdown. */
export function sizingTable(all: readonly Comparison[]): string {
  const amount = (value: number) =>
    value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en-US");
  const rows = all.map((one) => {
    const error = Math.round(errorOf(one) * 100);
    const sizes = [one.predicted, one.measured].map((value) => `${amount(value)} ${one.unit}`);
    return `| ${[one.what, one.load, ...sizes, `${error > 0 ? "+" : ""}${error} %`].join(" | ")} |`;
  });
  return ["| what | load | predicted | measured | error |", "|---|---|---|---|---|", ...rows].join("\n");
}

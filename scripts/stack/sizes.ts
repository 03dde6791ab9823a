import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadCatalog, offered } from "../../catalog";
import { ownKeys, parseConfig } from "../../config";
import type { StackLocations } from "../../platforms/local/locations";
import { readPrograms } from "../../platforms/local/programs";
import type { UnitStatus } from "../../platforms/local/unit";
import { seriesOf, totalSeries } from "../../sizing/series";
import type { Size } from "../../sizing/sizes";
import { stackSize } from "../../sizing/stack";
import { stackConfig } from "../render/stack-config";
import { unitUrl } from "../unit-url";
import { type GrownLabel, grownLabel } from "./grown-label";
import { instant } from "./prometheus";

/** Series of a service: what there are, and what its labels allow at most. */
export interface SeriesUse {
  readonly service: string;
  readonly used: number;
  readonly budget: number;
  /** The label that grew, where it is over. */
  readonly grown?: GrownLabel;
}

/** What a server uses, beside what was derived for it from the declarations; MiB. */
export interface ServerUse {
  readonly server: string;
  readonly memory: { readonly used: number | null; readonly derived: number };
  /** Derived is what lies there when the retention is full. */
  readonly disk: { readonly used: number; readonly derived: number };
  readonly retentionDays: number;
}

export interface StackUse {
  readonly series: readonly SeriesUse[];
  readonly servers: readonly ServerUse[];
}

/** MiB below a folder. What vanishes meanwhile is nothing. */
function folderMib(folder: string): number {
  const bytes = (path: string): number => {
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry === undefined) return 0;
    if (!entry.isDirectory()) return entry.blocks * 512;
    return readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0);
  };
  return existsSync(folder) ? Math.ceil(bytes(folder) / 2 ** 20) : 0;
}

function settingsOf({ name, pulumi, settings }: StackLocations): ReturnType<typeof parseConfig> {
  const all = existsSync(settings) ? stackConfig(pulumi, name) : {};
  return parseConfig(ownKeys(all), name);
}

/** What the stack uses of what was derived for it; asks its Prometheus. */
export async function stackUse(places: StackLocations, units: readonly UnitStatus[]): Promise<StackUse> {
  const programs = readPrograms(places.programs);
  const services = offered(loadCatalog(), (product) => product === "belfry" || product in programs);
  // No declared metric is meant here, but whatever is there; Prometheus' own series of alerts come and go.
  const everything = 'count by (system, service) ({system!="",__name__!~"ALERTS.*"})';
  const [url, at] = [unitUrl(places, "prometheus", "http"), new Date()];
  const counted = await instant(url, everything, at);
  const series: SeriesUse[] = [];
  for (const service of services) {
    const used =
      counted.find(({ labels }) => `${labels.system}/${labels.service}` === service.id)?.value ?? 0;
    const budget = totalSeries(seriesOf(service));
    const grown = used > budget ? await grownLabel(url, service, at) : undefined;
    series.push({ service: service.id, used, budget, ...(grown ? { grown } : {}) });
  }
  const size = stackSize(services, settingsOf(places));
  const server = (name: string, { size: derived, retentionDays }: { size: Size; retentionDays: number }) => ({
    server: name,
    memory: {
      used: units.find((unit) => unit.name === name)?.memoryUsedMib ?? null,
      derived: derived.memoryMib,
    },
    disk: { used: folderMib(join(places.data, name)), derived: derived.diskMib },
    retentionDays,
  });
  return {
    series,
    servers: [server("prometheus", size.prometheus), server("loki", size.loki), server("tempo", size.tempo)],
  };
}

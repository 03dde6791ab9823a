import type { Service } from "../declaration/service";
import type { Discovery, Place } from "../platforms/platform";
import type { App } from "./catalog";
import type { LogFiles } from "./collector/log-receivers";
import { logFolder } from "./simulator";

/** The log files of a service that the stack runs: its own folder, or what it prints; none where it sends its lines. */
function appLogFiles({ origin, logs }: Service, at: Place): readonly LogFiles[] {
  switch (logs?.delivery.by) {
    case "files": {
      const folder = at.collectedPath(logFolder);
      if (folder === undefined) return [];
      const include = logs.delivery.read.map((pattern) => `${folder}/${pattern}`);
      return [{ origin, include, format: logs, from: { workload: at.name, folder: logFolder } }];
    }
    case "stdout":
      return at.stdoutFile ? [{ origin, include: [at.stdoutFile], format: logs }] : [];
    default:
      return [];
  }
}

/** What the copies of a service print that somebody else runs. */
function foundLogFiles({ origin, logs, stack }: Service, discovery?: Discovery): readonly LogFiles[] {
  const file = discovery?.stdoutFile?.(origin);
  return file && !stack ? [{ origin, include: [file], format: logs }] : [];
}

/** What one of belfry's own servers prints. */
function ownLogFiles(at: Place): readonly LogFiles[] {
  const origin = { system: "belfry", service: at.name };
  return at.stdoutFile ? [{ origin, include: [at.stdoutFile], format: undefined }] : [];
}

/** One entry a service, whose lines may come from several places. */
function merged(files: readonly LogFiles[]): readonly LogFiles[] {
  const byId = new Map<string, LogFiles>();
  for (const one of files) {
    const id = `${one.origin.system}/${one.origin.service}`;
    const known = byId.get(id);
    byId.set(id, known ? { ...known, include: [...known.include, ...one.include] } : one);
  }
  return [...byId.values()];
}

export interface LogSources {
  /** What runs of the catalog. */
  readonly apps: readonly Pick<App, "service" | "place">[];
  /** Belfry's own servers. */
  readonly servers: readonly Place[];
  /** What is declared, where the platform finds copies that it does not run. */
  readonly services: readonly Service[];
  readonly discovery?: Discovery | undefined;
}

/** Everything that the collector reads from files. */
export function logFilesOf({ apps, servers, services, discovery }: LogSources): readonly LogFiles[] {
  return merged([
    ...apps.flatMap(({ service, place }) => appLogFiles(service, place)),
    ...servers.flatMap(ownLogFiles),
    ...services.flatMap((service) => foundLogFiles(service, discovery)),
  ]);
}

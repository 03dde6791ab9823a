import type { Service } from "../declaration/service";
import type { Place } from "../platforms/platform";
import type { LogFiles } from "./collector/log-receivers";
import type { Simulator } from "./simulator";
import { logFolder } from "./simulator";

/** The log files of a service at its place: its own folder, or what it prints; none where it sends its lines. */
function serviceLogFiles({ origin, logs }: Service, at: Place): readonly LogFiles[] {
  switch (logs?.delivery.by) {
    case "files":
      return [
        {
          origin,
          include: logs.delivery.read.map((pattern) => `${at.path(logFolder)}/${pattern}`),
          format: logs,
        },
      ];
    case "stdout":
      return at.stdoutFile ? [{ origin, include: [at.stdoutFile], format: logs }] : [];
    default:
      return [];
  }
}

/** What one of belfry's own servers prints. */
function ownLogFiles(at: Place): readonly LogFiles[] {
  const origin = { system: "belfry", service: at.name };
  return at.stdoutFile ? [{ origin, include: [at.stdoutFile], format: undefined }] : [];
}

/** Everything that the collector reads from files. */
export function logFilesOf(
  simulators: readonly Pick<Simulator, "service" | "place">[],
  servers: readonly Place[],
): readonly LogFiles[] {
  return [
    ...simulators.flatMap(({ service, place }) => serviceLogFiles(service, place)),
    ...servers.flatMap(ownLogFiles),
  ];
}

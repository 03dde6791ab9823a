/** The machine this runs on, in the words of release pages. */
import type { Target } from "./tool";

/** Throws where belfry has no programs: `local` is for Linux and macOS, other systems have the other platforms. */
export function currentTarget(system: string = process.platform, processor: string = process.arch): Target {
  const os = system === "linux" || system === "darwin" ? system : undefined;
  const arch = processor === "x64" ? "amd64" : processor === "arm64" ? "arm64" : undefined;
  if (os === undefined || arch === undefined) {
    throw new Error(`belfry knows no programs for ${system} on ${processor}; use Docker or Kubernetes there`);
  }
  return { os, arch };
}

/** What several rows of the table of tools have in common. */
import type { Tool } from "./tool";

/** Why a version is refused where no change is known that would break us. */
export const untried = "others were not tried with belfry";

/** What helps with everything that has both release archives and a Go module. */
export const archiveOrGo =
  "allow access to its release page, or install Go and allow access to a Go module proxy";

/** What every member of the Prometheus family prints: `name, version 1.2.3 (branch: …)`. */
export const prometheusVersion = (program: string): Pick<Tool, "versionArguments" | "versionPattern"> => ({
  versionArguments: ["--version"],
  versionPattern: new RegExp(`^${program}, version v?(\\d+\\.\\d+\\.\\d+)`, "m"),
});

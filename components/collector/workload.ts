import { stringify } from "yaml";
import type { Place } from "../../platforms/platform";
import type { Workload } from "../../platforms/workload";
import { products } from "../../toolchain/versions";
import { httpProbes } from "../probes";

const configFile = "/etc/otelcol/config.yaml";
/** Where a collector keeps its queues and positions, in its container. */
export const collectorData = "/var/lib/otelcol";

/** The part of a workload that every collector shares: the program, its configuration, its disk, its health. */
export function collectorWorkload(at: Place, config: Record<string, unknown>, storageMib: number) {
  return {
    name: at.name,
    image: products.collector.image,
    program: { product: "collector", binary: "otelcol" },
    args: [`--config=${at.path(configFile)}`],
    files: { [configFile]: stringify(config) },
    storage: { [collectorData]: { sizeMib: storageMib } },
    probes: httpProbes({ ready: "/", live: "/" }, "health"),
  } satisfies Partial<Workload>;
}

import type { Place } from "../../platforms/platform";
import { transform } from "./skeleton";

// Each of several collectors sums what came to it alone: without its name their sums would be one series that jumps.

const deltas = "transform/counted-deltas";
const spans = "transform/counted-spans";
const whoCounts = `set(datapoint.attributes["collector"], "\${env:POD_NAME}")`;

function isOneOfSeveral(at: Place): boolean {
  return at.addresses("metrics").length > 1;
}

/** The steps before what is counted leaves, by what is counted; none where there is one collector. */
export function countingSteps(at: Place): Readonly<Record<"deltas" | "spans", readonly string[]>> {
  return isOneOfSeveral(at) ? { deltas: [deltas], spans: [spans] } : { deltas: [], spans: [] };
}

/** Those steps as processors: what was summed here gets the name of this collector, what a sender has summed does not. */
export function counters(at: Place): Record<string, unknown> {
  if (!isOneOfSeveral(at)) return {};
  return {
    [deltas]: transform({
      metric: [`${whoCounts} where metric.aggregation_temporality == AGGREGATION_TEMPORALITY_DELTA`],
    }),
    [spans]: transform({ metric: [whoCounts] }),
  };
}

import type { Origin } from "../telemetry/metrics";
import { metricsOf } from "../telemetry/metrics";
import type { Duration } from "../telemetry/units";
import { spoken } from "../telemetry/units";
import { burnWindows } from "./error-budget";
import type { Slo } from "./slo";

/**
 * What is recorded of an SLO: alerts and dashboards read the same series. They belong to the service that promises,
 * and bear the name of the SLO.
 */
export function sloSeries(origin: Origin, { name, window }: Pick<Slo, "name" | "window">) {
  return metricsOf(origin, ({ gauge }) => {
    const labels = { slo: [name] };
    const own = { slo: name };
    const per5m = (what: string, help: string) => gauge(`belfry:${what}:rate5m`, { help, labels }).where(own);
    const ratioOver = (range: Duration) => {
      const help = `Share of bad events over ${spoken(range)}.`;
      return gauge(`belfry:error_ratio:rate${range}`, { help, unit: "ratio", labels }).where(own);
    };
    return {
      errors: per5m("errors", "Bad events per second over 5 minutes."),
      events: per5m("events", "Events per second over 5 minutes."),
      fast: ratioOver(burnWindows.fast.long),
      moderate: ratioOver(burnWindows.moderate.long),
      slow: ratioOver(burnWindows.slow.long),
      creeping: ratioOver(burnWindows.creeping.long),
      /** Over the window of the objective: what is left of the budget. */
      whole: ratioOver(window),
    };
  });
}

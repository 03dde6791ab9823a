import { canary } from "../../../services/stack/canary";
import { playFault, sentMetrics, undeclared } from "../play";
import { holdConditions } from "./conditions";

holdConditions("canary", [
  [
    "TelemetryPathBroken",
    "critical",
    "1m",
    ["metricsLost", "logsLost", "tracesLost"],
    "sum by (path) (increase(belfry_canary_lost_total{…}[5m])) >= 3",
  ],
  [
    "TelemetryLate",
    "warning",
    "5m",
    ["logsLate"],
    "histogram_quantile(0.95, sum by (path, le) (rate(belfry_canary_lag_seconds_bucket{…}[10m]))) > 30",
  ],
]);

test.each(["metricsLost", "logsLost", "tracesLost"])("%s is about that path alone", (name) => {
  const emissions = playFault(canary, name);
  expect(undeclared(emissions)).toEqual([]);
  expect(sentMetrics(emissions)).toEqual(["belfry_canary_lost_total"]);
  const paths = new Set(emissions.map((one) => ("labels" in one ? one.labels.path : "")));
  expect([...paths]).toEqual([name.replace("sLost", "")]);
});

import type { Measure } from "../telemetry/units";

/** Grafana's unit of each measure (packages/grafana-data/src/valueFormats; bytes are IEC there). */
const units: Readonly<Record<Measure, string>> = {
  count: "short",
  "count/s": "count:/s",
  seconds: "s",
  // How many were busy at the same time: processors, workers.
  "seconds/s": "short",
  milliseconds: "ms",
  "milliseconds/s": "suffix:ms/s",
  bytes: "bytes",
  "bytes/s": "binBps",
  ratio: "percentunit",
  "ratio/s": "percentunit",
  percent: "percent",
  "percent/s": "percent",
  dollars: "currencyUSD",
  "dollars/s": "suffix:$/s",
  tokens: "short",
  "tokens/s": "count:/s",
  celsius: "celsius",
  "celsius/s": "suffix:°C/s",
  timestamp: "dateTimeFromNow",
  "timestamp/s": "short",
  boolean: "none",
  "boolean/s": "none",
};

export function grafanaUnit(measure: Measure): string {
  return units[measure];
}

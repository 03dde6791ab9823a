import type { MetricDelivery } from "../declaration/service";
import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";
import type { PagePanel } from "./page";

/** Scrape interval that the data source assumes; `$__rate_interval` is at least four times as long. */
export const scrapeInterval: Duration = "15s";

/** The panel with the interval at which its metrics come, where that is rarer than the data source assumes. */
export function paced(panel: PagePanel, delivery: MetricDelivery): PagePanel {
  if (delivery.by === "none" || delivery.every === undefined) return panel;
  return seconds(delivery.every) > seconds(scrapeInterval) ? { ...panel, interval: delivery.every } : panel;
}

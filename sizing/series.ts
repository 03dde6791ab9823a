import { sampleLimit, seriesBound } from "../declaration/series-budget";
import type { Service } from "../declaration/service";
import { seriesBudget } from "../telemetry/metrics";
import { spanMetrics } from "../telemetry/span-metrics";

/** Series that a service may bring, by where they come from. */
export interface SeriesCount {
  /** What it shows or sends itself, at most, on one instance. */
  readonly own: number;
  /** What Prometheus adds to each scrape of it, and what probes from outside bring. */
  readonly watching: number;
  /** What the collector counts of its spans. */
  readonly spans: number;
  /** What rules record for its objectives. */
  readonly objectives: number;
}

/** `up`, and four more on how the scrape went: scrape/scrape.go of prometheus/prometheus, `report`. */
const reportSeries = 5;
/** What the blackbox exporter 0.28 answers to an HTTP probe without TLS (17 samples, counted on the running stack). */
const probeSeries = 17;
/** Recorded series of an objective (alerts/slo-recordings.ts), and the ALERTS of its tiers. */
const objectiveSeries = 7 + 4;
/** A span ends well or not: two of the three statuses occur, of one kind. */
const statusesOfSpan = 2;

function probesOf({ health = [] }: Service): number {
  return health.reduce(
    (sum, { expect = [], headers, without }) => sum + 1 + expect.length + (headers || without ? 1 : 0),
    0,
  );
}

function spanSeries({ spans, origin }: Service): number {
  if (!spans) return 0;
  const { calls, duration } = spanMetrics(origin);
  const perSpan = (metric: typeof calls | typeof duration) => {
    const labels = { status_code: metric.labels.status_code };
    return seriesBudget({ ...metric, labels, atMost: statusesOfSpan });
  };
  return spans.names.length * (perSpan(calls) + perSpan(duration));
}

/** Most series that one instance of a service brings. */
export function seriesOf(service: Service): SeriesCount {
  const scraped = service.delivery.by === "scrape";
  return {
    own: scraped ? sampleLimit(service) : seriesBound(service),
    watching: (scraped ? reportSeries : 0) + probesOf(service) * (probeSeries + reportSeries),
    spans: spanSeries(service),
    objectives: (service.slos ?? []).length * objectiveSeries,
  };
}

export function totalSeries(count: SeriesCount): number {
  return count.own + count.watching + count.spans + count.objectives;
}

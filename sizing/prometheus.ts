import type { Size } from "./sizes";
import { filled, memoryBounds, secondsOfDay, toMib, volumeMib } from "./sizes";

export interface PrometheusLoad {
  readonly series: number;
  /** Seconds between two samples of a series. */
  readonly intervalSeconds: number;
  readonly retentionDays: number;
}

export interface PrometheusSize extends Size {
  readonly samplesPerSecond: number;
  /** Log and head, which retention does not count. */
  readonly headMib: number;
  /** What blocks may take before the oldest are deleted (`retention.size`). */
  readonly retentionMib: number;
}

/** "Prometheus stores an average of only 1-2 bytes per sample": docs/storage.md of prometheus/prometheus. */
const bytesPerSample = 2;
/** Of a log record, uncompressed: 13 bytes a sample; https://robustperception.io/how-much-space-does-the-wal-take-up. */
const bytesPerLoggedSample = 13;
/** Blocks are cut every 2 hours from a head of up to 3 (docs/storage.md), and a checkpoint keeps a third of the log. */
const headSeconds = 3 * 3600;

/**
 * https://www.robustperception.io/how-much-ram-does-prometheus-2-x-need-for-cardinality-and-ingestion: 732 bytes a
 * series, 32 for each label, 120 for each value of its own, the name twice; samples of 3 hours with half as much
 * overhead; all of it doubled for the garbage collector.
 */
function headBytes(series: number, samplesPerSecond: number): number {
  const labels = 12;
  const nameLength = 45;
  const ofSeries = 732 + 32 * labels + 120 + 2 * nameLength;
  return 2 * (series * ofSeries + samplesPerSecond * headSeconds * bytesPerSample * 1.5);
}

/** The program itself, its rules and its scrapes: what 3.14 used beyond the formula at 9,000 series. */
const baseMib = 128;

const leastLimitMib = 1536;

/** Most series of which the prediction leaves half of a memory limit to queries. */
export function seriesWithin(memoryLimitMib: number, intervalSeconds: number): number {
  const each = headBytes(1, 1 / intervalSeconds);
  return Math.floor(((memoryLimitMib / 2 - baseMib) * 2 ** 20) / each);
}

/** What Prometheus needs for so many series. */
export function prometheusSize({ series, intervalSeconds, retentionDays }: PrometheusLoad): PrometheusSize {
  const samplesPerSecond = series / intervalSeconds;
  const blocks = toMib(retentionDays * secondsOfDay * samplesPerSecond * bytesPerSample);
  const headMib = toMib(samplesPerSecond * headSeconds * bytesPerLoggedSample * (4 / 3));
  const volume = volumeMib(blocks + headMib);
  return {
    samplesPerSecond,
    headMib,
    retentionMib: Math.floor(volume * filled) - headMib,
    ...memoryBounds(baseMib + toMib(headBytes(series, samplesPerSecond)), leastLimitMib),
    diskMib: blocks + headMib,
    volumeMib: volume,
  };
}

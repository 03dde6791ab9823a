import type { Size } from "./sizes";
import { memoryBounds, secondsOfDay, toMib, volumeMib } from "./sizes";

export interface LokiLoad {
  readonly bytesPerSecond: number;
  readonly streams: number;
  readonly retentionDays: number;
  /** How many keep each line. @default 1 */
  readonly copies?: number;
  /** Do they keep them in a bucket? @default on their volumes */
  readonly inBucket?: boolean;
}

export interface LokiSize extends Size {
  /** What lies in the bucket when the retention is full. */
  readonly bucketMib: number;
}

/**
 * How much smaller chunks are than what came in. Seen with the five systems: 8.4 (5.03 MB received, 0.60 MB of chunks
 * after `POST /flush`); half of it is taken, since lines of other services repeat themselves less.
 */
const compression = 4;
/** The index: a tenth of the chunks at most with tsdb. */
const index = 1.1;
/** Compacted and deleted only after `retention_delete_delay` (2 h by default) and with the compactor's next run. */
const lateDays = 1;
/** `chunk_target_size` (1.5 MiB by default) is what a stream holds in memory at most before it is flushed. */
const bytesPerStream = 1.5 * 2 ** 20;
/** The program itself: 3.7 used 201 MiB in all with nine streams at four times the five systems' load. */
const baseMib = 192;

const leastLimitMib = 768;
/** With a bucket a volume holds what is not flushed yet: `max_chunk_age` (2 h by default) of the log, and a checkpoint of it. */
const unflushedSeconds = 2 * 2 * 3600;

/** What each copy of Loki needs for so many bytes a second, of which every copy gets all. */
export function lokiSize({
  bytesPerSecond,
  streams,
  retentionDays,
  copies = 1,
  inBucket = false,
}: LokiLoad): LokiSize {
  const kept = (retentionDays + lateDays) * secondsOfDay * bytesPerSecond;
  const chunks = toMib((kept / compression) * index);
  const disk = inBucket ? toMib(unflushedSeconds * bytesPerSecond) : chunks;
  return {
    ...memoryBounds(baseMib + toMib(streams * bytesPerStream), leastLimitMib),
    ...{ diskMib: disk, volumeMib: volumeMib(disk) },
    // Copies cut their chunks at other moments, so that none of them is another's.
    bucketMib: inBucket ? copies * chunks : 0,
  };
}

/** Loki's own default: a flood of a few services stays below it. */
const leastMegabytes = 4;
/** What waited an hour in the collector's queue is caught up within three minutes. */
const catchUp = 20;

/** Megabytes a second that Loki takes in; what comes beyond is refused, and waits in the collector's queue. */
export function ingestionMegabytes(bytesPerSecond: number): number {
  return Math.max(leastMegabytes, Math.ceil((catchUp * bytesPerSecond) / 1e6));
}

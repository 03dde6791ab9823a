import type { Size } from "./sizes";
import { secondsOfDay, toMib, volumeMib } from "./sizes";

export interface TempoLoad {
  readonly bytesPerSecond: number;
  readonly retentionDays: number;
}

/**
 * Bytes on disk for a byte received. Seen with the five systems: 0.7 after the second compaction, 1.9 before the first
 * (blocks of a few seconds are mostly columns' headers).
 */
const expansion = 1.2;
/** Blocks that are not compacted yet, the log and the copies that answer searches meanwhile: seen, 10 MiB in 11 minutes. */
const livingMib = 256;
/** The program itself: what 3.0 used with the five systems. */
const baseMib = 256;
/** Traces of the last minutes are in memory, with the columns that are being written. */
const memorySeconds = 30 * 60;

/** What Tempo needs for so many bytes of spans a second. */
export function tempoSize({ bytesPerSecond, retentionDays }: TempoLoad): Size {
  const disk = toMib(retentionDays * secondsOfDay * bytesPerSecond * expansion) + livingMib;
  const memory = baseMib + toMib(bytesPerSecond * memorySeconds * expansion);
  return { memoryMib: memory, diskMib: disk, volumeMib: volumeMib(disk) };
}

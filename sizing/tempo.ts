import type { Size } from "./sizes";
import { memoryBounds, secondsOfDay, toMib, volumeMib } from "./sizes";

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
/** The program itself, searches and copies of live traces: 163 to 173 MiB with the five systems at normal load. */
const baseMib = 192;
/** How long spans are in memory at most, as live traces, in a copy that answers searches, in the block that is built. */
const memorySeconds = 30 * 60;
/** Memory for a byte that came within that time: 16 at four times the five systems' load, unsampled; 8 at sixteen times. */
const memoryOfByte = 16;

const leastLimitMib = 768;

/** What Tempo needs for so many bytes of spans a second. */
export function tempoSize({ bytesPerSecond, retentionDays }: TempoLoad): Size {
  const disk = toMib(retentionDays * secondsOfDay * bytesPerSecond * expansion) + livingMib;
  const memory = baseMib + toMib(bytesPerSecond * memorySeconds * memoryOfByte);
  return { ...memoryBounds(memory, leastLimitMib), diskMib: disk, volumeMib: volumeMib(disk) };
}

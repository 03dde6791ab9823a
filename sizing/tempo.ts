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

/** What Tempo takes in before it refuses. */
export interface TempoIntake {
  /** For good. */
  readonly bytesPerSecond: number;
  /** At once, beyond that. */
  readonly burstBytes: number;
  /** Traces that wait for spans at one time. */
  readonly traces: number;
}

/** What a trace of a single span without attributes takes on the wire, about. */
const bytesOfLeastTrace = 150;

/**
 * What its memory limit holds, by the same prediction: half of it may come at once, as after an outage, and half evenly
 * within the time that spans stay in memory. That is never less than the load for which the limit was derived.
 */
export function tempoIntake(memoryLimitMib: number): TempoIntake {
  const held = ((memoryLimitMib - baseMib) * 2 ** 20) / memoryOfByte;
  const burstBytes = Math.floor(held / 2);
  return {
    bytesPerSecond: Math.floor(held / 2 / memorySeconds),
    burstBytes,
    // Bytes that are refused come again, traces that are refused are lost: so bytes are refused first.
    traces: Math.ceil(burstBytes / bytesOfLeastTrace),
  };
}

import type { Place } from "../../platforms/platform";
import { listenHost, splitListen } from "../listen";

export type Statements = readonly string[];

/** What any collector needs of its machine. */
export interface CollectorRoom {
  /** Hard limit of its own memory; beyond it refuses what comes. */
  readonly memoryMib: number;
  /** Folder for queues and file positions, and how large it may grow. */
  readonly storageFolder: string;
  readonly storageMib: number;
}

/** Where waiting batches lie. */
const queueStorage = "file_storage/queue";
/** How far each file has been read. */
export const positions = "file_storage/positions";

/** Batches are made in the queue on disk: a batch processor would acknowledge from memory (design.md). */
export function queue(mib: number): Record<string, unknown> {
  return {
    sending_queue: {
      storage: queueStorage,
      sizer: "bytes",
      queue_size: Math.floor(mib * 1024 * 1024),
      block_on_overflow: false,
      batch: { flush_timeout: "1s", sizer: "items", min_size: 500, max_size: 2000 },
    },
    // It never gives up: the queue is bounded, and full is an alert.
    retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "15s", max_elapsed_time: "0s" },
  };
}

/** Statements by signal, as the transform processor wants them. */
export function transform(statements: { log?: Statements; trace?: Statements; metric?: Statements }) {
  const signals = Object.entries(statements).map(([signal, lines]) => [
    `${signal}_statements`,
    [{ statements: lines }],
  ]);
  return { error_mode: "ignore", ...Object.fromEntries(signals) };
}

/** Refuses what comes before the process itself is killed. */
export function memoryLimiter({ memoryMib }: CollectorRoom): Record<string, unknown> {
  return {
    check_interval: "1s",
    limit_mib: Math.floor(memoryMib * 0.8),
    spike_limit_mib: Math.floor(memoryMib * 0.2),
  };
}

/** Its health, and the disk on which queues and positions survive it. */
export function extensions(at: Place, { storageFolder }: CollectorRoom): Record<string, unknown> {
  return {
    health_check: { endpoint: at.listen("health") },
    [queueStorage]: { directory: `${storageFolder}/queue`, create_directory: true },
    [positions]: { directory: `${storageFolder}/positions`, create_directory: true },
  };
}

/** The pipelines with what every collector runs and tells beside them; `more` names further extensions. */
export function serviceOf(
  at: Place,
  pipelines: Record<string, unknown>,
  more: readonly string[] = [],
): Record<string, unknown> {
  const own = { host: listenHost(at, "metrics"), port: splitListen(at.listen("metrics")).port };
  return {
    extensions: ["health_check", queueStorage, positions, ...more],
    pipelines,
    telemetry: {
      logs: { encoding: "json", level: "info" },
      metrics: { level: "normal", readers: [{ pull: { exporter: { prometheus: own } } }] },
    },
  };
}

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RotatingFileStream } from "rotating-file-stream";
import { createStream } from "rotating-file-stream";
import type { LogEvent, LogSink } from "./log-line";
import { formatLine } from "./log-line";

// A demo that runs for weeks must not fill the disk.
const defaultRotation = { sizeBytes: 5 * 1024 * 1024, files: 5 };
const keptDays = 7;

/** The file that a pattern stands for on a day: `application-*.log` is `application-2024-01-15.log`. */
export function fileName(pattern: string, time: Date): string {
  return pattern.replace("*", time.toISOString().slice(0, 10));
}

/** Days of a dated file that are kept no longer, with what was rotated away on them. */
export function outdated(pattern: string, names: readonly string[], today: Date): readonly string[] {
  const [prefix, suffix] = pattern.split("*");
  if (prefix === undefined || suffix === undefined) return [];
  const oldest = new Date(today.getTime() - keptDays * 86_400_000).toISOString().slice(0, 10);
  return names.filter((name) => {
    const day = name.slice(prefix.length, prefix.length + oldest.length);
    return (
      name.startsWith(prefix) &&
      /^\d{4}-\d\d-\d\d$/.test(day) &&
      name.startsWith(suffix, prefix.length + oldest.length) &&
      day < oldest
    );
  });
}

/** Writes lines to files below `folder`: the first declared pattern names the file that holds every line. */
export class LogFiles implements LogSink {
  readonly #folder: string;
  #open: { readonly name: string; readonly stream: RotatingFileStream } | undefined;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  write(event: LogEvent): void {
    const { delivery } = event.logs;
    const pattern = delivery.by === "files" ? delivery.read[0] : undefined;
    if (delivery.by !== "files" || pattern === undefined) {
      throw new Error(`${event.logs.origin.service} declares no file for its log lines.`);
    }
    const name = fileName(pattern, event.time);
    if (this.#open?.name !== name) {
      this.#open?.stream.end();
      this.#open = { name, stream: this.#stream(name, delivery.rotation ?? defaultRotation) };
      for (const old of outdated(pattern, readdirSync(this.#folder), event.time)) {
        rmSync(join(this.#folder, old), { force: true });
      }
    }
    this.#open.stream.write(`${formatLine(event)}\n`);
  }

  async close(): Promise<void> {
    const stream = this.#open?.stream;
    this.#open = undefined;
    if (stream) await new Promise<void>((done) => stream.end(() => done()));
  }

  #stream(
    name: string,
    rotation: { readonly sizeBytes: number; readonly files: number },
  ): RotatingFileStream {
    const stream = createStream(name, {
      path: this.#folder,
      size: `${rotation.sizeBytes}B`,
      rotate: rotation.files,
    });
    // A full disk is a fault that the stack must show; the service itself goes on.
    stream.on("error", (error) => console.error(`log file ${name}: ${error.message}`));
    return stream;
  }
}

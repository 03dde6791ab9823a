import type { Writable } from "node:stream";
import type { LogEvent, LogSink } from "./log-line";
import { formatLine } from "./log-line";

/** Writes lines to the process' own output, for whoever collects that. */
export class LogStdout implements LogSink {
  constructor(private readonly output: Writable) {}

  write(event: LogEvent): void {
    this.output.write(`${formatLine(event)}\n`);
  }

  async close(): Promise<void> {}
}

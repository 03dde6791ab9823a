import type { Socket } from "node:net";
import { connect } from "node:net";
import type { LogEvent, LogSink } from "./log-line";
import { formatLine } from "./log-line";

const longestQueue = 10_000;
const firstRetryMs = 200;
const longestRetryMs = 5_000;

/** Sends lines over TCP and connects again when the receiver goes away; what does not fit the queue is lost, oldest first. */
export class LogTcp implements LogSink {
  #queue: string[] = [];
  #socket: Socket | undefined;
  #connected = false;
  #retryMs = firstRetryMs;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    this.#connect();
  }

  write(event: LogEvent): void {
    this.#queue.push(`${formatLine(event)}\n`);
    if (this.#queue.length > longestQueue) this.#queue.shift();
    this.#flush();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#flush();
    const socket = this.#socket;
    if (!socket || !this.#connected) return void socket?.destroy();
    await new Promise<void>((done) => socket.end(() => done()));
  }

  #connect(): void {
    const socket = connect(this.port, this.host, () => {
      this.#connected = true;
      this.#retryMs = firstRetryMs;
      this.#flush();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#connected = false;
      if (this.#closed) return;
      this.#retry = setTimeout(() => this.#connect(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
    });
    // A receiver that ends its side is gone for us as well.
    socket.on("end", () => socket.destroy());
    this.#socket = socket.resume();
  }

  #flush(): void {
    if (!this.#connected || this.#queue.length === 0) return;
    this.#socket?.write(this.#queue.join(""));
    this.#queue = [];
  }
}

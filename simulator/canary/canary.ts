import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Courier, Message } from "./courier";

/** What is told of each record on each path. */
export interface Logbook<P extends string> {
  sent(path: P): void;
  found(path: P, seconds: number): void;
  lost(path: P): void;
}

export interface CanaryOptions<P extends string> {
  readonly couriers: readonly Courier<P>[];
  readonly logbook: Logbook<P>;
  /** Milliseconds between two records. @default 15,000 */
  readonly everyMs?: number;
  /** Milliseconds between two looks. @default 1,000 */
  readonly lookMs?: number;
  /** Milliseconds after which a record counts as lost: the longest that is promised for any path. @default 60,000 */
  readonly patienceMs?: number;
}

/** Sends a numbered record on every path, again and again, and looks for each until it is found or lost. */
export class Canary<P extends string> {
  readonly #stopped = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly options: CanaryOptions<P>) {
    this.#sendAll();
    this.#timer = setInterval(() => this.#sendAll(), options.everyMs ?? 15_000);
  }

  /** Ends; what is on its way is neither found nor lost. */
  stop(): void {
    clearInterval(this.#timer);
    this.#stopped.abort();
  }

  #sendAll(): void {
    for (const courier of this.options.couriers) {
      this.#follow(courier).catch((error: Error) => {
        if (error.name !== "AbortError") console.error(`${courier.path}: ${error.message}`);
      });
    }
  }

  async #follow(courier: Courier<P>): Promise<void> {
    const { path } = courier;
    const { logbook, lookMs = 1_000, patienceMs = 60_000 } = this.options;
    const message: Message = { id: randomBytes(16).toString("hex"), sentAt: Date.now() };
    logbook.sent(path);
    // Who does not take it in makes it as lost as who does not keep it.
    await courier.send(message).catch((error: Error) => console.error(`${path}: ${error.message}`));
    while (Date.now() - message.sentAt < patienceMs) {
      if (await courier.isThere(message).catch(() => false)) {
        return logbook.found(path, (Date.now() - message.sentAt) / 1000);
      }
      await wait(lookMs, undefined, { signal: this.#stopped.signal });
    }
    logbook.lost(path);
  }
}

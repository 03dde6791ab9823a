import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Tried } from "../../declaration/probed-line";
import type { Check, Target } from "./check";
import { checksOf } from "./checks";

export interface ProberOptions {
  readonly targets: readonly Target[];
  judged(what: Tried, passed: boolean, seconds: number): void;
  unanswered(): void;
  /** Milliseconds before the first round: what is probed starts as well. @default 10,000 */
  readonly firstMs?: number;
  /** Milliseconds until what failed or did not answer is tried again, where its next turn is later. @default 60,000 */
  readonly againMs?: number;
}

/** Tries every check of every service again and again, each in its own time. */
export class Prober {
  readonly #stopped = new AbortController();

  constructor(private readonly options: ProberOptions) {
    // Every check waits for the end; Node takes more than ten for a leak.
    setMaxListeners(0, this.#stopped.signal);
    for (const target of options.targets) {
      for (const check of checksOf(target)) this.#follow(target, check).catch(ended);
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #follow({ service }: Target, check: Check): Promise<void> {
    const { firstMs = 10_000, againMs = 60_000 } = this.options;
    const what: Tried = { of: service.id, line: check.line, check: check.check };
    const { signal } = this.#stopped;
    await wait(firstMs, undefined, { signal });
    for (;;) {
      const passed = await this.#try(what, check);
      const turn = check.everySeconds * 1000;
      await wait(passed ? turn : Math.min(turn, againMs), undefined, { signal });
    }
  }

  async #try(what: Tried, check: Check): Promise<boolean> {
    try {
      const passed = await check.holds();
      this.options.judged(what, passed, Date.now() / 1000);
      return passed;
    } catch (error) {
      console.error(`${what.of} ${what.line}: ${error instanceof Error ? error.message : String(error)}`);
      this.options.unanswered();
      return false;
    }
  }
}

function ended(error: Error): void {
  if (error.name !== "AbortError") throw error;
}

import type { Operation } from "../declaration/behaviour";
import type { Random } from "../declaration/random";
import { gapSeconds } from "../declaration/random";

// After a pause (a laptop that slept) the missed requests are not made up for.
const longestLagMs = 2_000;

/** Plays an operation again and again, as independent users would: the gaps are those of a Poisson process. */
export class LoadGenerator {
  #timer: NodeJS.Timeout | undefined;
  #next = 0;

  constructor(
    private readonly operation: Operation,
    private readonly times: () => number,
    private readonly random: Random,
    private readonly play: () => void,
  ) {
    this.refresh();
  }

  /** Starts anew with the load as it is now; a Poisson process has no memory, so nothing is lost. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#next = Date.now();
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    const perSecond = this.operation.perSecond * this.times();
    if (!(perSecond > 0)) return;
    this.#next += gapSeconds(this.random, perSecond) * 1000;
    this.#timer = setTimeout(() => this.#due(perSecond), Math.max(0, this.#next - Date.now()));
  }

  /** Timers are no finer than a millisecond: whatever has become due by now is played at once. */
  #due(perSecond: number): void {
    const now = Date.now();
    this.#next = Math.max(this.#next, now - longestLagMs);
    this.play();
    for (;;) {
      const following = this.#next + gapSeconds(this.random, perSecond) * 1000;
      if (following > now) break;
      this.#next = following;
      this.play();
    }
    this.#schedule();
  }
}

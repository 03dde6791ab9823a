import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expired } from "./kept";

/** A database that is backed up and, from time to time, restored elsewhere. */
export interface Source<P extends string> {
  readonly product: P;
  /** How its files end. */
  readonly ending: string;
  backUp(file: string): Promise<void>;
  drill(
    file: string,
    folder: string,
  ): Promise<{ readonly recoveryPointSeconds: number; readonly recoveryTimeSeconds: number }>;
}

/** What is told of each. */
export interface Ledger<P extends string> {
  backedUp(product: P, bytes: number, seconds: number): void;
  restored(product: P, pointSeconds: number, timeSeconds: number, seconds: number): void;
  failed(product: P, step: "backup" | "drill"): void;
}

export interface KeeperOptions<P extends string> {
  readonly sources: readonly Source<P>[];
  readonly ledger: Ledger<P>;
  /** Where backups lie; a folder a product. */
  readonly folder: string;
  /** Milliseconds between two backups: the recovery point. */
  readonly everyMs: number;
  /** Milliseconds between two restore drills. */
  readonly drillEveryMs: number;
  /** Milliseconds until what failed is tried again. @default 60,000 */
  readonly againMs?: number;
}

const madeAt = (file: string) => Number(/^(\d+)\./.exec(file)?.[1]);

/** Backs up and drills again and again; the age of what lies there from before counts. */
export class Keeper<P extends string> {
  readonly #stopped = new AbortController();

  constructor(private readonly options: KeeperOptions<P>) {
    for (const source of options.sources) {
      this.#keep(source).catch((error: Error) => {
        if (error.name !== "AbortError") throw error;
      });
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #keep(source: Source<P>): Promise<void> {
    const { everyMs, drillEveryMs, againMs = 60_000 } = this.options;
    const { signal } = this.#stopped;
    const folder = join(this.options.folder, source.product);
    mkdirSync(folder, { recursive: true });
    for (let drilledAt = 0; ; ) {
      const began = Date.now();
      const file = join(folder, `${began}.${source.ending}`);
      const isMade = await this.#attempt(source.product, "backup", async () => {
        await source.backUp(file);
        this.options.ledger.backedUp(source.product, statSync(file).size, Date.now() / 1000);
        this.#tidy(folder);
      });
      if (isMade && Date.now() - drilledAt >= drillEveryMs) {
        const isRestored = await this.#attempt(source.product, "drill", async () => {
          const shown = await source.drill(file, join(folder, "scratch"));
          const { recoveryPointSeconds: point, recoveryTimeSeconds: time } = shown;
          this.options.ledger.restored(source.product, point, time, Date.now() / 1000);
        });
        if (isRestored) drilledAt = Date.now();
      }
      const turn = isMade ? everyMs : Math.min(everyMs, againMs);
      await wait(Math.max(0, began + turn - Date.now()), undefined, { signal });
    }
  }

  async #attempt(product: P, step: "backup" | "drill", work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      console.error(`${product} ${step}: ${error instanceof Error ? error.message : String(error)}`);
      this.options.ledger.failed(product, step);
      return false;
    }
  }

  /** Also what a run that was killed has left half done. */
  #tidy(folder: string): void {
    const files = readdirSync(folder);
    const times = files.map(madeAt).filter((time) => !Number.isNaN(time));
    const old = new Set(expired(times, Date.now()));
    for (const name of files.filter((one) => old.has(madeAt(one)) || one.endsWith(".part"))) {
      if (existsSync(join(folder, name))) rmSync(join(folder, name));
    }
  }
}

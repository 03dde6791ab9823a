import { setTimeout as sleep } from "node:timers/promises";
import type { Space } from "./space";

const patienceMs = 120_000;

/** Waits until it is so; a daemon that ended, or two minutes, end the wait with a reason. */
export async function until(space: Space, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isSo().catch(() => false))) {
    space.check();
    if (Date.now() > deadline)
      throw new Error(`After ${patienceMs / 1000} s it is not so that ${what}; ${space.logs} says more.`);
    await sleep(200);
  }
}

import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again until an answer comes that is not undefined, and passes it on. An `ask` that throws (an `expect` that does
 * not hold yet, a server that does not answer) is asked again, too; at the end the last error tells what is missing.
 */
export async function eventually<T>(
  what: string,
  withinSeconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + withinSeconds * 1000;
  for (;;) {
    let last: unknown = "nothing yet";
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error instanceof Error ? error.message : error;
    }
    if (Date.now() > deadline) throw new Error(`Waited ${withinSeconds} s for ${what}; at the end: ${last}`);
    await sleep(500);
  }
}

/** Asks again until the claims of `ask` hold. */
export async function holds(what: string, withinSeconds: number, ask: () => Promise<void>): Promise<void> {
  await eventually(what, withinSeconds, async () => {
    await ask();
    return true;
  });
}

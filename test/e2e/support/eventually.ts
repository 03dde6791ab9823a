import { setTimeout as sleep } from "node:timers/promises";

/** Asks again until an answer comes that is not undefined; says what it waited for when none comes in time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { withinSeconds }: { withinSeconds: number },
): Promise<T> {
  const deadline = Date.now() + withinSeconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = "nothing yet";
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${withinSeconds} s for ${what}; last: ${String(last)}`);
    await sleep(500);
  }
}

/** `true` when the claim holds, else undefined: for `eventually`. */
export function when(claim: boolean): true | undefined {
  return claim ? true : undefined;
}

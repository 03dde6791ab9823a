import { ask } from "../servers/server";

/** Whoever opens a dashboard is to see it within so many seconds. */
export const longestSeconds = 3;
/** What takes longer is not waited for. */
const givenUpSeconds = 60;
/** A machine that is busy with something else is not the question's fault: the quickest of so many answers counts. */
const attempts = 3;

/** An answer, and how long it took. */
export async function timedAsk(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly body: unknown; readonly seconds: number }> {
  let seconds = Number.POSITIVE_INFINITY;
  for (let attempt = 1; ; attempt++) {
    const began = performance.now();
    const body = await ask(url, { headers, seconds: givenUpSeconds });
    seconds = Math.min(seconds, (performance.now() - began) / 1000);
    if (seconds <= longestSeconds || attempt === attempts) return { body, seconds };
  }
}

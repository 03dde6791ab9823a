import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { Server } from "../servers/server";
import type { Answer } from "./answer";
import { timedAsk } from "./timed-ask";

const searchAnswer = z.looseObject({ traces: z.array(z.looseObject({ traceID: z.string() })).default([]) });
const attempts = 20;
const pauseMs = 500;

interface When {
  /** Unix time at which is asked. */
  readonly now: number;
  /** Whether it is the time of the stores, whose traces were handed over a moment ago. */
  readonly isPresent: boolean;
}

/** Traces that a search finds; Tempo may take seconds until what it has taken in can be found. */
export async function tracesFound(tempo: Server, query: string, { now, isPresent }: When): Promise<Answer> {
  const form = new URLSearchParams({
    q: query,
    start: String(now - 3600),
    // Filling the stores may have taken minutes.
    end: String(isPresent ? Math.ceil(Date.now() / 1000) + 60 : now),
    limit: "20",
  });
  let slowest = 0;
  for (let attempt = 0; attempt < (isPresent ? attempts : 1); attempt++) {
    if (attempt > 0) await wait(pauseMs);
    const { body, seconds } = await timedAsk(`${tempo.url}/api/search?${form}`);
    slowest = Math.max(slowest, seconds);
    const { traces } = searchAnswer.parse(body);
    const results = traces.map(({ traceID }) => ({ labels: { traceID }, points: [[now, 1] as const] }));
    if (results.length > 0) return { results, seconds: slowest };
  }
  return { results: [], seconds: slowest };
}

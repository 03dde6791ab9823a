import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { ResultSeries } from "../servers/results";
import type { Server } from "../servers/server";
import { ask } from "../servers/server";

const searchAnswer = z.looseObject({ traces: z.array(z.looseObject({ traceID: z.string() })).default([]) });
const attempts = 20;
const pauseMs = 500;

/** Traces that a search finds; Tempo may take seconds until what it has taken in can be found. */
export async function tracesFound(
  tempo: Server,
  query: string,
  now: number,
): Promise<readonly ResultSeries[]> {
  const form = new URLSearchParams({
    q: query,
    start: String(now - 3600),
    // Filling the stores may have taken minutes.
    end: String(Math.ceil(Date.now() / 1000) + 60),
    limit: "20",
  });
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { traces } = searchAnswer.parse(await ask(`${tempo.url}/api/search?${form}`));
    if (traces.length > 0) return traces.map(({ traceID }) => ({ labels: { traceID }, points: [[now, 1]] }));
    await wait(pauseMs);
  }
  return [];
}

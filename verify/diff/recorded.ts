import { existsSync } from "node:fs";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { stepSeconds } from "../series/scenario";
import type { Sample, Series } from "../series/series";
import { startPrometheus } from "../servers/prometheus";
import { resultSeries } from "../servers/results";
import type { Server } from "../servers/server";
import { ask } from "../servers/server";
import type { Recorded } from "./alerts";

/** Hours that are replayed. */
const hours = 6;

const metaSchema = z.looseObject({ maxTime: z.number() });
const statusSchema = z.looseObject({
  data: z.looseObject({ headStats: z.looseObject({ maxTime: z.number() }) }),
});

/** Unix time of the last sample of a data folder: of its blocks, or of what its log holds beyond them. */
async function lastSample(server: Server, folder: string): Promise<number> {
  const times: number[] = [];
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name, "meta.json"), "utf8").catch(() => undefined);
    if (text !== undefined) times.push(metaSchema.parse(JSON.parse(text)).maxTime);
  }
  const { data } = statusSchema.parse(await ask(`${server.url}/api/v1/status/tsdb`));
  return Math.floor(Math.max(0, data.headStats.maxTime, ...times) / 1000);
}

/** Samples on the clock of a replay: each at the step that it is nearest to. */
function onSteps(points: readonly (readonly [number, number])[], begin: number): readonly Sample[] {
  const samples: Sample[] = new Array((hours * 3600) / stepSeconds + 1).fill(undefined);
  for (const [time, value] of points) {
    const step = Math.round((time - begin) / stepSeconds);
    if (step >= 0 && step < samples.length) samples[step] = Number.isNaN(value) ? undefined : value;
  }
  return samples;
}

function fetching(server: Server, now: number): Recorded {
  const begin = now - hours * 3600;
  return async (names) => {
    const series: Series[] = [];
    for (const name of names) {
      const form = new URLSearchParams({ query: `{__name__="${name}"}[${hours}h]`, time: String(now) });
      for (const { labels, points } of resultSeries(await ask(`${server.url}/api/v1/query?${form}`))) {
        const { __name__, ...rest } = labels;
        series.push({ name, labels: rest, samples: onSteps(points, begin) });
      }
    }
    return { name: `recorded until ${new Date(now * 1000).toISOString()}`, seconds: hours * 3600, series };
  };
}

function isAddress(place: string): boolean {
  return /^https?:/.test(place);
}

const longestAnswerMs = 5_000;

/** Refuses what holds no recorded series, before anything is built for its sake. */
export async function checkRecorded(place: string): Promise<void> {
  if (isAddress(place)) {
    const asking = ask(`${baseOf(place)}/api/v1/status/buildinfo`, {
      signal: AbortSignal.timeout(longestAnswerMs),
    });
    await asking.catch(({ message, cause }: Error) => {
      const why = cause instanceof Error ? cause.message || message : message;
      throw new Error(
        `--recorded ${place} does not answer as a Prometheus does (${why}). Fix: its base address.`,
      );
    });
    return;
  }
  if (existsSync(place)) return;
  throw new Error(
    `--recorded ${place} is no folder. Fix: the data folder of a Prometheus, or its http address.`,
  );
}

function baseOf(address: string): string {
  return address.replace(/\/$/, "");
}

/** The last hours of a running Prometheus (its address), or of the data folder of one; a folder is copied first. */
export async function recordedFrom(
  place: string,
  { prometheus, folder }: { prometheus: string; folder: string },
): Promise<{ readonly recorded: Recorded; stop(): Promise<void> }> {
  if (isAddress(place)) {
    const server = { url: baseOf(place), stop: async () => {} };
    return { recorded: fetching(server, Math.floor(Date.now() / 1000)), stop: server.stop };
  }
  const copy = join(folder, "recorded");
  await cp(place, copy, { recursive: true, filter: (path) => !path.endsWith("/lock") });
  const server = await startPrometheus(prometheus, folder, copy);
  return { recorded: fetching(server, await lastSample(server, copy)), stop: () => server.stop() };
}

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { prometheusSize } from "../../sizing/prometheus";
import { freePort, startServer } from "../../verify/servers/server";
import type { Comparison } from "./measured";
import { folderMib, memoryMib, ownMetric } from "./measured";
import { remoteWrite, type WrittenSeries } from "./remote-write";

const intervalSeconds = 15;
/** What a head holds at most before a block is cut from it: three hours. */
const samplesOfSeries = (3 * 3600) / intervalSeconds;
/** Handed over at once: half a minute's samples would be many small requests, an hour's few large ones. */
const samplesAtOnce = 20;
const seriesAtOnce = 1_000;
const retentionDays = 32;

/** Five labels, as long as those of a service; no two series are alike. */
function labelsOf(n: number): WrittenSeries["labels"] {
  return {
    ...{ __name__: "http_requests_bench_total", id: String(n), method: "GET", path: `/items/${n % 200}` },
    ...{ service: `service-${n % 50}`, status: String(200 + (n % 5)), system: "bench" },
  };
}

/** Of four series two count, not at an even pace; one is a whole number that goes up and down; one does not change. */
function sampleOf(series: number, sample: number): number {
  if (series % 4 === 3) return series;
  if (series % 4 === 2) return Math.round(50 + 50 * Math.sin(sample / 10 + series));
  return sample * (1 + (series % 7)) + ((series * 31 + sample * 17) % 5);
}

/** Three hours of so many series, the oldest first, as a server hears them that has none of a later time yet. */
async function writeAll(url: string, series: number): Promise<void> {
  const begin = Date.now() - samplesOfSeries * intervalSeconds * 1000;
  for (let from = 0; from < samplesOfSeries; from += samplesAtOnce) {
    for (let first = 0; first < series; first += seriesAtOnce) {
      const some = Array.from({ length: Math.min(seriesAtOnce, series - first) }, (_, i) => first + i);
      await remoteWrite(
        url,
        some.map((n) => ({
          labels: labelsOf(n),
          samples: Array.from({ length: samplesAtOnce }, (_, j) => ({
            value: sampleOf(n, from + j),
            time: begin + (from + j) * intervalSeconds * 1000,
          })),
        })),
      );
    }
  }
}

const snapshotAnswer = z.object({ data: z.object({ name: z.string() }) });
const blockMeta = z.looseObject({ stats: z.looseObject({ numSamples: z.number() }) });

/** MiB that the samples take as blocks, and how many they are: what a snapshot of the head is. */
async function asBlocks(url: string, data: string): Promise<{ sizeMib: number; samples: number }> {
  const path = `${url}/api/v1/admin/tsdb/snapshot`;
  const answer = await fetch(path, { method: "POST", signal: AbortSignal.timeout(120_000) });
  const { name } = snapshotAnswer.parse(await answer.json()).data;
  const folder = join(data, "snapshots", name);
  const metas = (await readdir(folder)).map((block) => readFile(join(folder, block, "meta.json"), "utf8"));
  const stats = (await Promise.all(metas)).map((text) => blockMeta.parse(JSON.parse(text)).stats);
  return { sizeMib: await folderMib(folder), samples: stats.reduce((sum, one) => sum + one.numSamples, 0) };
}

/** Prometheus with so many series for three hours, which are handed to it within minutes. */
export async function comparePrometheus(
  program: string,
  folder: string,
  series: number,
): Promise<readonly Comparison[]> {
  const data = join(folder, `prometheus-${series}`);
  await mkdir(data, { recursive: true });
  const [port, file] = [await freePort(), join(folder, `prometheus-${series}.json`)];
  // It scrapes nobody, not even itself: a sample of now would make those of three hours ago too old.
  await writeFile(file, "{}");
  const url = `http://127.0.0.1:${port}`;
  const args = [
    ...[`--config.file=${file}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`],
    ...["--web.enable-remote-write-receiver", "--web.enable-admin-api", "--log.level=error"],
  ];
  const server = await startServer(program, args, { url, ready: "/-/ready" });
  try {
    await writeAll(url, series);
    const taken = await ownMetric(url, "prometheus_tsdb_head_samples_appended_total");
    if (taken !== series * samplesOfSeries)
      throw new Error(`Prometheus took in ${taken} samples of ${series * samplesOfSeries}`);
    return await compared(url, data, series);
  } finally {
    await server.stop();
  }
}

async function compared(url: string, data: string, series: number): Promise<readonly Comparison[]> {
  const size = prometheusSize({ series, intervalSeconds, retentionDays });
  const load = `${series.toLocaleString("en-US")} series, 3 h`;
  const memory = await memoryMib(url);
  const log = (await folderMib(join(data, "wal"))) + (await folderMib(join(data, "chunks_head")));
  const blocks = await asBlocks(url, data);
  const blocksPredicted =
    (size.diskMib - size.headMib) * (blocks.samples / (size.samplesPerSecond * retentionDays * 86_400));
  return [
    { what: "Prometheus: memory", load, predicted: size.memoryMib, measured: memory, unit: "MiB" },
    { what: "Prometheus: log and head", load, predicted: size.headMib, measured: log, unit: "MiB" },
    { what: "Prometheus: blocks", load, predicted: blocksPredicted, measured: blocks.sizeMib, unit: "MiB" },
  ];
}

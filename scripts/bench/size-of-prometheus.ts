import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { prometheusSize } from "../../sizing/prometheus";
import { freePort, startServer } from "../../verify/servers/server";
import type { Comparison } from "./measured";
import { folderMib, memoryMib, ownMetric } from "./measured";

/** What a head holds at most before a block is cut from it: three hours of a sample every 15 s. */
const scrapes = 3 * 240;
const intervalSeconds = 15;
const retentionDays = 32;
const longestMs = 10 * 60_000;
const mib = 2 ** 20;

/** Names and labels of so many series, as long as those of a service. */
function headsOf(series: number): readonly string[] {
  return Array.from({ length: series }, (_, i) => {
    const labels = `system="bench",service="service-${i % 50}",method="GET",path="/items/${i % 200}"`;
    return `http_requests_bench_total{${labels},status="${200 + (i % 5)}",id="${i}"}`;
  });
}

/** One scrape, with the time that it stands for: half of the series count, the others go up and down. */
function exposition(heads: readonly string[], scrape: number, time: number): string {
  const lines = heads.map((head, i) => {
    const value = i % 2 === 0 ? scrape * (1 + (i % 7)) : ((i * 7919 + scrape * 104_729) % 1000) / 10;
    return `${head} ${value} ${time}\n`;
  });
  return lines.join("");
}

/** Serves three hours of scrapes, one after the other, as fast as they are asked for. */
async function serve(series: number) {
  let scrape = 0;
  const heads = headsOf(series);
  const begin = Date.now() - scrapes * intervalSeconds * 1000;
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    if (scrape < scrapes) scrape += 1;
    response.end(exposition(heads, scrape, begin + scrape * intervalSeconds * 1000));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { port, done: () => scrape >= scrapes, close: () => server.close() };
}

const blockMeta = z.looseObject({ stats: z.looseObject({ numSamples: z.number().default(0) }) });

/** Bytes of a sample in the blocks that were cut; undefined where there is none. */
async function bytesPerSample(data: string): Promise<number | undefined> {
  let [bytes, samples] = [0, 0];
  for (const name of await readdir(data)) {
    const text = await readFile(join(data, name, "meta.json"), "utf8").catch(() => undefined);
    if (text === undefined) continue;
    samples += blockMeta.parse(JSON.parse(text)).stats.numSamples;
    bytes += (await folderMib(join(data, name))) * mib;
  }
  return samples > 0 ? bytes / samples : undefined;
}

/** Prometheus with so many series for three hours, which are played to it within minutes. */
export async function compareAt(
  program: string,
  folder: string,
  series: number,
): Promise<readonly Comparison[]> {
  const source = await serve(series);
  const data = join(folder, `data-${series}`);
  const [port, file] = [await freePort(), join(folder, `prometheus-${series}.json`)];
  await mkdir(data, { recursive: true });
  const job = { job_name: "bench", static_configs: [{ targets: [`127.0.0.1:${source.port}`] }] };
  // As fast as it can: a scrape that is late is followed at once by the next.
  const global = { scrape_interval: "200ms", scrape_timeout: "200ms" };
  await writeFile(file, JSON.stringify({ global, scrape_configs: [job] }));
  const url = `http://127.0.0.1:${port}`;
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const server = await startServer(program, [...args, "--log.level=error"], { url, ready: "/-/ready" });
  try {
    const deadline = Date.now() + longestMs;
    while (!source.done()) {
      if (Date.now() > deadline) throw new Error(`three hours of ${series} series took more than 10 minutes`);
      await wait(500);
    }
    return await compared(url, data);
  } finally {
    await server.stop();
    source.close();
  }
}

async function compared(url: string, data: string): Promise<readonly Comparison[]> {
  const series = await ownMetric(url, "prometheus_tsdb_head_series");
  const size = prometheusSize({ series, intervalSeconds, retentionDays });
  const samples = size.samplesPerSecond * retentionDays * 86_400;
  const predictedBytes = ((size.diskMib - size.headMib) * mib) / samples;
  const load = `${Math.round(series).toLocaleString("en-US")} series`;
  const memory = await memoryMib(url);
  const log = await folderMib(join(data, "wal"));
  const measuredBytes = await bytesPerSample(data);
  const blocks =
    measuredBytes === undefined
      ? []
      : [
          {
            what: "Prometheus: blocks",
            load,
            predicted: predictedBytes,
            measured: measuredBytes,
            unit: "bytes a sample",
          } as const,
        ];
  return [
    { what: "Prometheus: memory", load, predicted: size.memoryMib, measured: memory, unit: "MiB" },
    { what: "Prometheus: log", load, predicted: size.headMib, measured: log, unit: "MiB" },
    ...blocks,
  ];
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../toolchain/run";
import type { Server } from "./server";
import { freePort, startServer } from "./server";

/** Makes blocks of samples in OpenMetrics text: a store as if Prometheus had scraped them. */
export async function makeBlocks(promtool: string, samples: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run(promtool, ["tsdb", "create-blocks-from", "openmetrics", "--quiet", samples, folder]);
}

/** Seconds; panels are asked for a value a minute. */
const recordingInterval = 60;

/** Evaluates recording rules over what a running Prometheus holds, and adds what they record as blocks. */
export async function record(
  promtool: string,
  { url }: Server,
  { rules, from, to, data }: { rules: readonly string[]; from: number; to: number; data: string },
): Promise<void> {
  const range = [`--start=${from}`, `--end=${to}`, `--eval-interval=${recordingInterval}s`];
  await run(promtool, [
    "tsdb",
    "create-blocks-from",
    "rules",
    ...range,
    `--url=${url}`,
    `--output-dir=${data}`,
    ...rules,
  ]);
}

/** A Prometheus that scrapes nothing: it answers from the blocks in `data`, as they are when it starts. */
export async function startPrometheus(program: string, folder: string, data: string): Promise<Server> {
  const port = await freePort();
  const file = join(folder, "prometheus.json");
  await writeFile(file, JSON.stringify({ scrape_configs: [] }));
  const url = `http://127.0.0.1:${port}`;
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--storage.tsdb.retention.time=60d",
    "--log.level=error",
  ];
  return startServer(program, args, { url, ready: "/-/ready" });
}

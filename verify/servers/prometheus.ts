import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parse } from "yaml";
import { z } from "zod";
import { run } from "../../toolchain/run";
import type { Server } from "./server";
import { ask, freePort, startServer } from "./server";

const filesSchema = z.looseObject({ groups: z.array(z.looseObject({ interval: z.string().optional() })) });
const pollMs = 300;

/** Makes blocks of samples in OpenMetrics text: a store as if Prometheus had scraped them. */
export async function makeBlocks(promtool: string, samples: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run(promtool, ["tsdb", "create-blocks-from", "openmetrics", "--quiet", samples, folder]);
}

/** Rule files without the groups' own intervals: each evaluation counts, and nobody waits for one. */
function unpaced(text: string): string {
  const { groups } = filesSchema.parse(parse(text));
  return JSON.stringify({ groups: groups.map(({ interval, ...group }) => group) });
}

/** A Prometheus that scrapes nothing: it answers from the blocks in `data`, and records by the rules given. */
export async function startPrometheus(
  program: string,
  folder: string,
  data: string,
  rules: readonly string[],
): Promise<Server> {
  const port = await freePort();
  const file = join(folder, "prometheus.yaml");
  const names = rules.map((_, i) => join(folder, `recorded-${i}.json`));
  await Promise.all(rules.map((text, i) => writeFile(names[i] ?? "", unpaced(text))));
  await writeFile(file, JSON.stringify({ global: { evaluation_interval: "1s" }, rule_files: names }));
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

const countAnswer = z.looseObject({ data: z.looseObject({ result: z.array(z.unknown()) }) });
const longestMs = 20_000;

/** Waits until each series name has been recorded, though not for ever: what is still missing fails its panel. */
export async function recorded({ url }: Server, names: readonly string[]): Promise<void> {
  const deadline = Date.now() + longestMs;
  for (const name of names) {
    const query = new URLSearchParams({ query: `{__name__=${JSON.stringify(name)}}` });
    while (Date.now() < deadline) {
      const { data } = countAnswer.parse(await ask(`${url}/api/v1/query?${query}`));
      if (data.result.length > 0) break;
      await wait(pollMs);
    }
  }
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../../toolchain/run";
import { startPrometheus } from "../servers/prometheus";
import { resultSeries } from "../servers/results";
import type { Server } from "../servers/server";
import { ask } from "../servers/server";
import { printTree } from "./print-tree";
import type { Tree } from "./tree";
import { treeSchema } from "./tree";

/** What reads and evaluates foreign queries: Prometheus' own programs. */
export interface Programs {
  readonly promtool: string;
  readonly prometheus: string;
  readonly folder: string;
}

/** A query that was read, or the parser's own words on why it is none. */
export type Read = { readonly tree: Tree } | { readonly refused: string } | { readonly unread: string };

const parsed = z.object({ data: z.unknown() });

async function parse(server: Server, query: string): Promise<unknown> {
  const body = new URLSearchParams({ query });
  return parsed.parse(await ask(`${server.url}/api/v1/parse_query`, { method: "POST", body })).data;
}

/** Brackets, and names beside the matchers that hold them, are ways of writing: equal queries are equal without. */
function comparable(tree: Tree): string {
  return JSON.stringify(tree, (_, value) => {
    let inner = value;
    while (inner?.type === "parenExpr") inner = inner.expr;
    return inner?.matchers ? { ...inner, name: "" } : inner;
  });
}

/** Has Prometheus read a query. What it reads but `printTree` cannot say again is left unread. */
export async function readQuery(server: Server, query: string): Promise<Read> {
  let answer: unknown;
  try {
    answer = await parse(server, query);
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
  const read = treeSchema.safeParse(answer);
  if (!read.success) return { unread: "it uses a form that is not known here" };
  const again = await parse(server, printTree(read.data)).catch(() => undefined);
  const same = treeSchema.safeParse(again);
  if (!same.success || comparable(same.data) !== comparable(read.data)) {
    return { unread: "it uses a form that cannot be written again here" };
  }
  return { tree: read.data };
}

/** An empty Prometheus: it reads queries. */
export async function startReader({ prometheus, folder }: Programs): Promise<Server> {
  await mkdir(folder, { recursive: true });
  return startPrometheus(prometheus, folder, join(folder, "empty"));
}

/** A Prometheus over samples in OpenMetrics text. */
export async function startOver(
  programs: Programs,
  name: string,
  samples: readonly string[],
): Promise<Server> {
  const { promtool, prometheus, folder } = programs;
  const [text, data] = [join(folder, `${name}.txt`), join(folder, name)];
  await mkdir(data, { recursive: true });
  await writeFile(text, `${samples.join("")}# EOF\n`);
  // One block for all, or it would be read through once for every two hours.
  const options = ["--quiet", "--max-block-duration=90d"];
  await run(promtool, ["tsdb", "create-blocks-from", ...options, "openmetrics", text, data]);
  return startPrometheus(prometheus, folder, data);
}

/** The values that a query has at a time. A query that cannot be evaluated has none. */
export async function valuesAt(server: Server, query: string, time: number): Promise<readonly number[]> {
  const body = new URLSearchParams({ query, time: String(time) });
  try {
    const answer = await ask(`${server.url}/api/v1/query`, { method: "POST", body });
    return resultSeries(answer).flatMap(({ points }) => points.map(([, value]) => value));
  } catch {
    return [];
  }
}

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "../../declaration/random";
import type { Area, Check } from "../check";
import type { Content } from "../content";
import { engine } from "../engines";
import { filledFor } from "../panels/prove-all";
import { routingProgram } from "../routing/program";
import { startLoki } from "../servers/loki";
import type { Server } from "../servers/server";
import { startTempo } from "../servers/tempo";
import { turns } from "../turns";
import { declarationKinds } from "./declaration-kinds";
import { logRuleKinds } from "./log-rule-kinds";
import type { Kind, Mutant } from "./mutant";
import { chosen, mutantsOf } from "./mutant";
import { Noticing } from "./notice";
import { panelKinds, runbookKinds } from "./page-kinds";
import { recordingKinds } from "./recording-kinds";
import { routeKinds } from "./route-kinds";
import { ruleKinds } from "./rule-kinds";
import { sloKinds } from "./slo-kinds";

export const kinds: readonly Kind[] = [
  ...ruleKinds,
  ...panelKinds,
  ...runbookKinds,
  ...routeKinds,
  ...declarationKinds,
  ...recordingKinds,
  ...logRuleKinds,
  ...sloKinds,
];

/** A mutant, and the claim by which it was noticed. */
export interface Judged {
  readonly mutant: Mutant;
  readonly by: Check | undefined;
}

export interface MutantOptions {
  /** What is broken. @default every area */
  readonly areas?: readonly Area[];
  /** Most mutants of each kind. */
  readonly ofEach: number;
  /** So many of all of them only. @default all */
  readonly sample?: number;
  readonly seed: number;
  readonly onJudged?: (judged: Judged) => void;
}

async function needed(product: "prometheus" | "loki" | "tempo", binary: string): Promise<string> {
  const found = await engine(product, binary);
  if ("missing" in found) throw new Error(found.missing);
  return found.program;
}

/** Breaks the content on purpose, one thing at a time, and tells which the proof notices. */
export async function judgeMutants(content: Content, options: MutantOptions): Promise<readonly Judged[]> {
  const random = seeded(options.seed);
  // Every kind is drawn, so that an area's mutants are the same whether others are judged or not.
  const drawn = mutantsOf(kinds, content, options.ofEach, random);
  const all = drawn.filter(({ area }) => options.areas?.includes(area) ?? true);
  const mutants = options.sample === undefined ? all : chosen(all, options.sample, random);
  const folder = await mkdtemp(join(tmpdir(), "belfry-mutants-"));
  const promtool = await needed("prometheus", "promtool");
  const routing = await routingProgram();
  if ("missing" in routing) throw new Error(routing.missing);
  const loki = startLoki(await needed("loki", "loki"), join(folder, "loki"));
  try {
    const shown = mutants.some(({ area }) => area === "panels");
    const stores = shown ? await filledStores(content, { folder, promtool, loki }) : undefined;
    try {
      const bench = { content, promtool, routing: routing.program, folder, loki };
      return await judged(
        mutants,
        new Noticing({ ...bench, ...(stores ? { stores: stores.filled } : {}) }),
        options,
      );
    } finally {
      await stores?.stop();
    }
  } finally {
    await (await loki).stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function judged(
  mutants: readonly Mutant[],
  noticing: Noticing,
  { onJudged }: MutantOptions,
): Promise<readonly Judged[]> {
  const inTurn = turns();
  const judging = mutants.map((mutant) =>
    inTurn(async () => {
      const one = { mutant, by: await noticing.notice(mutant) };
      onJudged?.(one);
      return one;
    }),
  );
  // One that breaks off does not take the stores away from the others.
  await Promise.allSettled(judging);
  return Promise.all(judging);
}

interface Filling {
  readonly folder: string;
  readonly promtool: string;
  readonly loki: Promise<Server>;
}

/** The stores that panels are asked over; to fill them takes longer than to notice most mutants. */
async function filledStores(content: Content, { folder, promtool, loki }: Filling) {
  const prometheusProgram = await needed("prometheus", "prometheus");
  const data = join(folder, "panels");
  await mkdir(data);
  const tempo = startTempo(await needed("tempo", "tempo"), join(folder, "tempo"));
  try {
    const filled = await filledFor(content, { folder: data, promtool, prometheusProgram, loki, tempo });
    const stop = async () => {
      await Promise.all([filled.prometheus.stop(), (await tempo).stop()]);
    };
    return { filled, stop };
  } catch (error) {
    await (await tempo).stop();
    throw error;
  }
}

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stackConfig } from "../render/stack-config";
import { repository } from "../stack/engine-environment";
import { openTrialEngine } from "../trial-engine/open";

/** How long production takes to be planned or written, by the clock. */
export interface ProgramRow {
  readonly what: string;
  readonly medianMs: number;
}

/** The first run warms the disk's cache and the compiler's; it is not counted. */
const runs = 3;

async function median(what: string, once: () => Promise<unknown>): Promise<ProgramRow> {
  await once();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    await once();
    times.push(performance.now() - began);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { what, medianMs: sorted[Math.floor(runs / 2)] ?? Number.NaN };
}

/** `prod` in Pulumi's real engine, against a provider that takes everything, and as manifests by the command itself. */
export async function programRows(): Promise<readonly ProgramRow[]> {
  const unlocked = '{"unlocked":"allow"}';
  const settings = { ...stackConfig(repository, "prod"), "belfry:images": unlocked };
  const engine = await openTrialEngine("prod", settings);
  const out = mkdtempSync(join(tmpdir(), "belfry-render-"));
  const args = ["scripts/render.ts", "--stack", "prod", "-c", `belfry:images=${unlocked}`, "--out", out];
  try {
    return [
      await median("preview of prod", () => engine.stack.preview()),
      await median("render of prod", () =>
        promisify(execFile)(join(repository, "node_modules/.bin/tsx"), args, { cwd: repository }),
      ),
    ];
  } finally {
    await engine.close();
    rmSync(out, { recursive: true });
  }
}

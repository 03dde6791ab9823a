import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type EngineEvent, LocalWorkspace } from "@pulumi/pulumi/automation";
import { generateSecret } from "../../platforms/local/generate-secret";
import { stackLocations } from "../../platforms/local/locations";
import { findTool } from "../../toolchain/find";
import { explainMissing, isFound } from "../../toolchain/outcome";
import { repository } from "../stack/engine-environment";
import { writePlugins } from "../stack/engine-plugins";

/** Settings of the namespace `belfry`, by key. */
export type Settings = Readonly<Record<string, string>>;

/** The settings of a stack: its file in the clone, or the one that `local` keeps in its own folder. */
function settingsFile(stack: string): string | undefined {
  return [join(repository, `Pulumi.${stack}.yaml`), stackLocations(stack).settings].find((file) =>
    existsSync(file),
  );
}

/**
 * A preview of the stack's program with the pack in Pulumi's engine, in a state of its own that is thrown away: what
 * runs, and where its state is, is neither read nor touched. Returns what the engine told.
 */
export async function previewEvents(stack: string, settings: Settings): Promise<readonly EngineEvent[]> {
  const tool = await findTool("pulumi");
  if (!isFound(tool)) throw new Error(explainMissing(tool));
  const folder = mkdtempSync(join(tmpdir(), "belfry-readiness-"));
  try {
    const [bin, state] = [join(folder, "bin"), join(folder, "state")];
    for (const one of [bin, state]) mkdirSync(one);
    writePlugins(bin);
    const kept = settingsFile(stack);
    if (kept) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), withoutSalt(readFileSync(kept, "utf8")));
    const envVars = {
      BELFRY_REPO: repository,
      BELFRY_STACK: stack,
      BELFRY_POLICY_REPORT: "yes",
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: generateSecret(),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PATH: [bin, dirname(tool.binaries.pulumi ?? ""), process.env.PATH].join(delimiter),
    };
    Object.assign(process.env, envVars);
    return await preview({ stackName: stack, folder, envVars, settings });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** It belongs to another passphrase; nothing in belfry's settings is encrypted. */
function withoutSalt(text: string): string {
  return text.replace(/^encryption(salt|key):.*$/gm, "");
}

interface Preview {
  readonly stackName: string;
  readonly folder: string;
  readonly envVars: Record<string, string>;
  readonly settings: Settings;
}

async function preview({ stackName, folder, envVars, settings }: Preview): Promise<readonly EngineEvent[]> {
  const program: unknown = require(process.env.BELFRY_PROGRAM ?? join(repository, "index.ts"));
  if (typeof program !== "function") throw new Error("The program must export one async function.");
  const events: EngineEvent[] = [];
  const inline = { stackName, projectName: "belfry", program: async () => program() };
  const opened = await LocalWorkspace.createOrSelectStack(inline, { workDir: folder, envVars });
  for (const [key, value] of Object.entries(settings)) await opened.setConfig(key, { value });
  try {
    await opened.preview({
      onEvent: (event) => void events.push(event),
      policyPacks: [join(repository, "policy")],
    });
  } catch (error) {
    throw new Error(failure(events, error));
  }
  return events;
}

/** The errors that the engine told of, each once; all that it said where it told of none. */
function failure(events: readonly EngineEvent[], error: unknown): string {
  const told = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error"
      ? [diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "").trim()]
      : [],
  );
  const all = [...new Set(told)].filter((line) => line !== "preview failed");
  const rest = error instanceof Error ? error.message : String(error);
  return `The preview of the stack has failed:\n${all.length > 0 ? all.join("\n") : rest}`;
}

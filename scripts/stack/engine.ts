import { delimiter, join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { type EngineEvent, LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import type { StackLocations } from "../../platforms/local/locations";
import { engineEnvironment, engineFolders, engineHome, repository } from "./engine-environment";
import { clearInterrupted } from "./interrupted";
import type { Interruption } from "./interruption";

/** The stack in the real engine, with the program that describes it. */
export interface Engine {
  /** Finds out whether everything would work and the production checklist holds; changes nothing. */
  preview(): Promise<void>;
  up(options: { readonly refresh: boolean }): Promise<void>;
  destroy(): Promise<void>;
}

export interface EngineOptions {
  readonly places: StackLocations;
  /** The engine's program file. */
  readonly cli: string;
  readonly interrupted: Interruption;
  onEvent(event: EngineEvent): void;
}

const policyPacks = [join(repository, "policy")];

/** Opens the stack, made new where there is none; what an interrupted run left behind is cleared. */
export async function openEngine({ places, cli, interrupted, onEvent }: EngineOptions): Promise<Engine> {
  const envVars = {
    ...engineEnvironment(places),
    PULUMI_HOME: engineHome(),
    PATH: [...engineFolders(cli), process.env.PATH].join(delimiter),
  };
  // What the engine writes, the state above all, is for its owner alone.
  process.umask(0o077);
  // The program and this process's own look for the engine read them too; a passphrase of the user's would come first.
  Object.assign(process.env, envVars);
  delete process.env.PULUMI_CONFIG_PASSPHRASE;

  let programError: unknown;
  const program: PulumiFn = async () => {
    try {
      return await loadProgram()();
    } catch (error) {
      programError = error;
      throw new RunError(error instanceof Error ? error.message : String(error));
    }
  };

  async function run(work: (errors: string[]) => Promise<unknown>): Promise<void> {
    const errors: string[] = [];
    programError = undefined;
    interrupted.asked.throwIfAborted();
    try {
      await work(errors);
    } catch (error) {
      interrupted.asked.throwIfAborted();
      if (programError) throw programError;
      throw new Error(engineFailure(errors, error, places));
    }
  }

  const listen = (errors: string[]) => (event: EngineEvent) => {
    const { severity, message } = event.diagnosticEvent ?? {};
    if (severity === "error" && message) errors.push(plain(message));
    onEvent(event);
  };

  const signal = interrupted.engine;
  const stack = await openStack(places, envVars, program);
  await run(() => clearInterrupted(places, stack));
  return {
    // The update need not ask the pack again: what it judges is known in the preview, and `local` is told, not refused.
    preview: () => run((errors) => stack.preview({ onEvent: listen(errors), signal, policyPacks })),
    up: ({ refresh }) => run((errors) => stack.up({ onEvent: listen(errors), signal, refresh })),
    destroy: () => run((errors) => stack.destroy({ onEvent: listen(errors), signal })),
  };
}

async function openStack(
  places: StackLocations,
  envVars: Record<string, string>,
  program: PulumiFn,
): Promise<Stack> {
  const projectSettings = { name: "belfry", runtime: "nodejs", main: repository } as const;
  const inline = { stackName: places.name, projectName: "belfry", program };
  try {
    return await LocalWorkspace.createOrSelectStack(inline, {
      workDir: places.pulumi,
      envVars,
      projectSettings,
    });
  } catch (error) {
    throw new Error(engineFailure([], error, places));
  }
}

/** The program of the clone, or the one that a test puts in its place. */
function loadProgram(): PulumiFn {
  const program: unknown = require(process.env.BELFRY_PROGRAM ?? join(repository, "index.ts"));
  if (typeof program !== "function")
    throw new Error("index.ts must export one async function: export = async () => {…}.");
  return async () => program();
}

/** The engine's errors without its colours, its summary lines and its stack traces. */
function engineFailure(errors: readonly string[], error: unknown, places: StackLocations): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/incorrect passphrase/.test([...errors, text].join())) {
    return `The passphrase in ${places.passphrase} is not the one that encrypted the state. Fix: put the right one back, or start anew with npm run down -- --purge, which deletes the stack's data.`;
  }
  const telling = errors.filter((line) => !/^(update|preview|destroy) failed$/.test(line));
  if (telling.length > 0) return [...new Set(telling)].join("\n");
  const lines = text.split("\n").filter((line) => /error:/.test(line));
  return lines.length > 0 ? lines.map((line) => line.trim()).join("\n") : text;
}

function plain(message: string): string {
  return message
    .replace(/<\{%[^%]*%\}>/g, "")
    .replace(/\n\s+at .*/g, "")
    .trim();
}

import type { Engine } from "./engine";
import { engineProblem } from "./engine";
import { setupFile } from "./global-setup";
import type { HealthyAfter } from "./healthy-after";
import { type DockerStack, docker } from "./stack";

/** The stack that the setup brought up. */
export interface RunningStack {
  readonly stack: DockerStack;
  readonly engine: Engine;
  /** Load of the machine before the setup began: processes that want to run, over a minute. */
  readonly load: number;
  readonly healthy: HealthyAfter;
}

/** Why there is none; undefined where there is one. */
export const problem = setupFile() ? undefined : (engineProblem() ?? "the setup did not run");

/** The stack; only inside of tests that `withEngine` defines. */
export function running(): RunningStack {
  return JSON.parse(setupFile() ?? "{}");
}

/** Defines the tests where there is an engine, and one skipped test that says why where there is none. */
export function withEngine(title: string, define: () => void): void {
  if (problem === undefined) describe(title, define);
  else test.skip(`${title}: needs a Docker engine that can be started here`, () => undefined);
}

/** Address of a port that the stack publishes. */
export function published(port: number, path = ""): string {
  return `http://127.0.0.1:${running().stack.ports[String(port)]}${path}`;
}

export interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Pid: number;
    readonly Running: boolean;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> };
}

/** Every container of the stack, stopped ones too. */
export async function inspected(): Promise<readonly Inspected[]> {
  const { stack } = running();
  const ids = (await docker(stack, "ps", "--all", "--quiet")).split("\n").filter(Boolean);
  return JSON.parse(await docker(stack, "inspect", ...ids));
}

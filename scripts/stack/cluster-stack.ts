import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../toolchain/run";
import { preflight } from "../preflight/preflight";
import { stackConfig } from "../render/stack-config";
import { repository } from "./engine-environment";

/** Is it a stack whose settings say that it runs on Kubernetes? Under its name a local one must not start, unasked. */
export function isClusterStack(name: string): boolean {
  if (!existsSync(join(repository, `Pulumi.${name}.yaml`))) return false;
  return stackConfig(repository, name)["belfry:platform"] === "kubernetes";
}

interface ClusterUp {
  readonly name: string;
  /** For `pulumi up`, as they were given. */
  readonly passed: readonly string[];
  readonly say: (line: string) => void;
  /** @default the cluster that the stack's settings name is asked */
  readonly look?: typeof preflight;
}

/**
 * Brings up a stack on Kubernetes: nothing is begun where preflight finds something; then the user's own Pulumi, with the
 * user's own state and terminal, and with the policy pack, which refuses what the production checklist forbids.
 */
export async function clusterUp({ name, passed, say, look = preflight }: ClusterUp): Promise<void> {
  const objects = await look(name, stackConfig(repository, name));
  say(`Nothing in the cluster stands against ${objects} objects.`);
  const args = ["up", "-s", name, "--policy-pack", "policy", ...passed];
  await run("pulumi", ["version"], { timeoutMs: 30_000 }).catch((error) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `There is no usable pulumi on PATH (${why}). Fix: install it (https://www.pulumi.com/docs/install/), pulumi login, pulumi stack init ${name}, then npm run up -- ${name} again; or npm run render -- --stack ${name}, and hand over dist/${name} by your own means.`,
    );
  });
  say(`pulumi ${args.join(" ")}`);
  const ending = await inTerminal("pulumi", args);
  if (ending !== undefined) throw new Error(`pulumi up -s ${name} ended with ${ending}; why stands above.`);
}

/** Runs a program as if the user had started it; undefined where it ended well. */
function inTerminal(program: string, args: readonly string[]): Promise<string | undefined> {
  // The terminal tells the program, too: it comes to an orderly end, and this process waits for it.
  const stay = () => undefined;
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, stay);
  return new Promise<string | undefined>((resolve, reject) => {
    const child = spawn(program, args, { cwd: repository, env: process.env, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  }).finally(() => {
    for (const signal of signals) process.off(signal, stay);
  });
}

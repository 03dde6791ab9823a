import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { repository } from "../stack/engine-environment";

/** A running stand-in for provider plugins. */
export interface StandIn {
  /** Value of `PULUMI_DEBUG_PROVIDERS`: the engine attaches to it in place of all three providers. */
  readonly attach: string;
  stop(): Promise<void>;
}

/** Starts the provider that takes every resource as it is, on a free port of loopback. */
export async function startProvider(): Promise<StandIn> {
  const loader = join(repository, "node_modules/tsx/dist/loader.mjs");
  const file = join(__dirname, "pass-through-provider.ts");
  const provider: ChildProcess = spawn(process.execPath, ["--import", loader, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await firstLine(provider);
  return {
    attach: ["kubernetes", "docker", "random"].map((name) => `${name}:${port}`).join(),
    stop: async () => {
      provider.kill();
      await once(provider, "exit");
    },
  };
}

function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("The provider's output is not a pipe.");
  return once(stdout, "data").then(([text]) => String(text).trim());
}

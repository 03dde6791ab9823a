import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";
import { z } from "zod";
import type { StackLocations } from "../../platforms/local/locations";
import { stackLocations } from "../../platforms/local/locations";
import { freePort } from "../../verify/servers/server";

const repository = join(__dirname, "../..");
const protocols = [4317, 4318, 5000, 6831, 9411, 14268] as const;
const statusAnswer = z.looseObject({
  units: z.array(z.looseObject({ name: z.string(), memoryUsedMib: z.number().nullable() })),
});

/** A stack that is brought up to be measured, in a folder and on ports of its own. */
export interface TrialStack {
  readonly places: StackLocations;
  /** Port of OTLP over HTTP. */
  readonly otlp: number;
  /** Runs a script of package.json on it; seconds that it took. */
  timed(script: string, ...args: string[]): Promise<number>;
  /** MiB that each server has resident, by name. */
  memory(): Promise<ReadonlyMap<string, number>>;
  /** Stops it and deletes its folder. */
  remove(): Promise<void>;
}

function output(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "-s", script, "--", ...args], { cwd: repository, env });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => {
      out += data;
    });
    child.stderr.on("data", (data) => {
      err += data;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`npm run ${script} ended with ${code}:\n${err || out}`)),
    );
  });
}

/** Makes the folder of a stack ready; nothing runs yet. */
export async function trialStack(settings: Readonly<Record<string, unknown>>): Promise<TrialStack> {
  const home = mkdtempSync(join(tmpdir(), "belfry-bench-"));
  const env = { ...process.env, BELFRY_HOME: home, BELFRY_STACK: "bench", FORCE_COLOR: "0" };
  const places = stackLocations("bench", env);
  const otlp = await freePort();
  const ports: Record<string, number> = {};
  for (const known of protocols) ports[known] = known === 4318 ? otlp : await freePort();
  const config = Object.entries({ ...settings, ports }).map(([key, value]) => [`belfry:${key}`, value]);
  // Servers that drop their privileges must be able to pass through.
  mkdirSync(places.root, { recursive: true, mode: 0o755 });
  chmodSync(home, 0o755);
  mkdirSync(places.pulumi, { mode: 0o700 });
  writeFileSync(places.settings, stringify({ config: Object.fromEntries(config) }));
  return {
    places,
    otlp,
    timed: async (script, ...args) => {
      const began = Date.now();
      await output(script, args, env);
      return (Date.now() - began) / 1000;
    },
    memory: async () => {
      const { units } = statusAnswer.parse(JSON.parse(await output("status", ["--json"], env)));
      return new Map(units.map(({ name, memoryUsedMib }) => [name, memoryUsedMib ?? 0]));
    },
    remove: async () => {
      await output("down", ["--purge"], env);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

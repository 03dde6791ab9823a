import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, engineProblem, startEngine } from "./engine";
import teardown from "./global-teardown";
import { pushImages } from "./images";
import { startRegistry } from "./registry";
import { compose, render, stackFor } from "./stack";

/**
 * One engine, one registry and one stack for all files. Who works on the tests sets BELFRY_DOCKER_HOME to a folder:
 * what runs in it is used as it is, and left running.
 */
export default async function setup(): Promise<void> {
  const problem = engineProblem();
  const kept = process.env.BELFRY_DOCKER_HOME;
  const known = kept && existsSync(join(kept, "stack.json"));
  if (problem && !known) {
    console.log(`\nNo Docker engine can be started here: ${problem}.`);
    return;
  }
  const folder = kept ?? mkdtempSync(join(tmpdir(), "belfry-docker-"));
  process.env.BELFRY_DOCKER_HOME = folder;
  if (known) return;
  mkdirSync(folder, { recursive: true });
  if (!kept) process.env.BELFRY_DOCKER_REMOVE = "yes";
  try {
    await startAll(folder);
  } catch (error) {
    await teardown();
    throw error;
  }
}

async function startAll(folder: string): Promise<void> {
  const began = Date.now();
  const since = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  const engine: Engine = await startEngine(folder);
  // From here on the teardown knows what to stop.
  const running = join(folder, "running.json");
  writeFileSync(running, JSON.stringify({ engine }));
  console.log(`\nengine after ${since()}`);
  const registry = await startRegistry(join(folder, "registry"));
  writeFileSync(running, JSON.stringify({ engine, registry: registry.process.pid }));
  const digests = await pushImages(engine, registry.address, folder);
  console.log(`images after ${since()}`);
  const stack = await stackFor(engine, join(folder, "dev"), { registry: registry.address, digests });
  await render(stack);
  const up = Date.now();
  await compose(stack, "up", "--detach", "--wait", "--wait-timeout", "240");
  const healthyAfter = (Date.now() - up) / 1000;
  console.log(`healthy ${healthyAfter.toFixed(1)} s after up`);
  registry.process.unref();
  writeFileSync(
    join(folder, "stack.json"),
    JSON.stringify({ stack, engine, registry: registry.address, healthyAfter }),
  );
}

/** What the setup wrote for the tests. */
export function setupFile(): string | undefined {
  const folder = process.env.BELFRY_DOCKER_HOME;
  const file = folder && join(folder, "stack.json");
  return file && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

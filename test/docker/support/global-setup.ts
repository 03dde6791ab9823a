import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { composeUp } from "../../../scripts/docker/compose-stack";
import { type Engine, engineProblem, startEngine } from "./engine";
import { stopAll } from "./global-teardown";
import { healthyAfter } from "./healthy-after";
import { giveImages } from "./images";
import { onEngine } from "./on-engine";
import { compose, type DockerStack, render, stackFor } from "./stack";

/**
 * One engine and one stack for all files. Who works on the tests sets BELFRY_DOCKER_HOME to a folder:
 * what runs in it is brought to what is declared now, and left running.
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
  if (known) {
    const { stack, engine } = JSON.parse(readFileSync(join(folder, "stack.json"), "utf8"));
    await render(stack);
    await bringUp(stack, engine);
    return;
  }
  mkdirSync(folder, { recursive: true });
  if (!kept) process.env.BELFRY_DOCKER_REMOVE = "yes";
  try {
    await startAll(folder);
  } catch (error) {
    await stopAll(folder);
    throw error;
  }
}

async function startAll(folder: string): Promise<void> {
  const began = Date.now();
  // What others do on the machine; its own work comes on top.
  const [load] = loadavg();
  const since = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  const engine: Engine = await startEngine(folder);
  // From here on the teardown knows what to stop.
  writeFileSync(join(folder, "running.json"), JSON.stringify({ engine }));
  console.log(`\nengine after ${since()}`);
  const images = await giveImages();
  console.log(`images put together after ${since()}`);
  const stack = await stackFor(engine, join(folder, "dev"), images);
  await render(stack);
  await compose(stack, "pull", "--quiet");
  console.log(`images in the engine after ${since()}`);
  const healthy = await healthyAfter(engine.host, () => bringUp(stack, engine));
  console.log(`healthy ${healthy.own.toFixed(1)} s after up, but for RAGBase's containers`);
  console.log(`all healthy ${healthy.all.toFixed(1)} s after up`);
  writeFileSync(join(folder, "stack.json"), JSON.stringify({ stack, engine, load, healthy }));
}

/** What `npm run up -- dev` runs. */
function bringUp(stack: DockerStack, engine: Engine): Promise<void> {
  const up = { name: "dev", folder: stack.folder, say: () => undefined };
  return onEngine(engine.host, () => composeUp(up));
}

/** What the setup wrote for the tests. */
export function setupFile(): string | undefined {
  const folder = process.env.BELFRY_DOCKER_HOME;
  const file = folder && join(folder, "stack.json");
  return file && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Engine, stopEngine } from "./engine";
import { output } from "./output";

/** Stops what the setup started, unless somebody wants to go on with it. */
export default async function teardown(): Promise<void> {
  const folder = process.env.BELFRY_DOCKER_HOME;
  if (folder && process.env.BELFRY_DOCKER_REMOVE === "yes") await stopAll(folder);
}

/** Ends the engine whose folder it is, with all that it runs, and takes away what it kept. */
export async function stopAll(folder: string): Promise<void> {
  const file = join(folder, "running.json");
  if (existsSync(file)) {
    const { engine }: { engine: Engine } = JSON.parse(readFileSync(file, "utf8"));
    const ids = await output("docker", ["-H", engine.host, "ps", "--all", "--quiet"]);
    const all = ids.split("\n").filter(Boolean);
    // An engine that is ended leaves its containers' processes to nobody.
    if (all.length > 0) await output("docker", ["-H", engine.host, "rm", "--force", ...all]);
    await stopEngine(engine);
    await unmountAll(folder);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** What the engine leaves mounted when it ends: the machine's own network, where a build has used that. */
async function unmountAll(folder: string): Promise<void> {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const below = mounts
    .flatMap((line) => line.split(" ")[1] ?? [])
    .filter((at) => at.startsWith(`${folder}/`));
  for (const at of below.reverse()) await output("umount", [at]);
}

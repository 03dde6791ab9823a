/** `npm run down -- [stack] [--purge]`: stops everything; data stays unless it is purged. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import type { StackLocations } from "../platforms/local/locations";
import { removeUnit, unitsOf } from "../platforms/local/supervisor/client";
import { readRecords } from "../platforms/local/supervisor/records";
import { composeDown } from "./docker/compose-stack";
import { withStackLock } from "./stack/belfry-lock";
import { type CommandOptions, chosenStack, runScript, withStack } from "./stack/command";
import { isDockerStack } from "./stack/docker-stack";
import { openEngine } from "./stack/engine";
import { repository } from "./stack/engine-environment";
import { interruption } from "./stack/interruption";
import { progressReport } from "./stack/progress";
import { obtain } from "./stack/tools";

const supervisorEndsWithinMs = 15_000;
const say = (line: string) => console.error(line);

/** Units that the engine does not know, left by a run that was killed. */
async function stopTheRest(places: StackLocations): Promise<void> {
  const names = readRecords(places.units, say).map(({ spec }) => spec.name);
  await Promise.all(names.map((name) => removeUnit(places, name)));
  const deadline = Date.now() + supervisorEndsWithinMs;
  while (existsSync(places.socket) && (await unitsOf(places)) !== undefined) {
    if (Date.now() > deadline)
      throw new Error(
        `Waited ${supervisorEndsWithinMs / 1000} s for the supervisor of ${places.name} to end. Fix: see ${places.logs}/supervisor.log.`,
      );
    await sleep(50);
  }
}

async function destroy(places: StackLocations): Promise<void> {
  if (!existsSync(places.settings)) return;
  const interrupted = interruption(say);
  const { binaries } = await obtain("pulumi", say, interrupted.asked);
  const engine = await openEngine({
    places,
    cli: binaries.pulumi ?? "pulumi",
    interrupted,
    onEvent: progressReport(say),
  });
  await engine.destroy();
}

async function down(places: StackLocations, purge: boolean): Promise<void> {
  // The state goes with the folder, so purging needs neither the engine nor the passphrase.
  if (!purge) await destroy(places);
  await stopTheRest(places);
  rmSync(places.run, { recursive: true, force: true });
  if (purge) rmSync(places.root, { recursive: true, force: true });
  say(
    purge
      ? `Deleted ${places.root}`
      : `Down. Data stays in ${places.data} (npm run down -- --purge deletes it)`,
  );
}

/** A stack in containers, by the compose file of its last `up`. */
async function dockerDown(name: string, purge: boolean): Promise<void> {
  const folder = join(repository, "dist", name);
  if (!existsSync(join(folder, "compose.yaml"))) return say(`Nothing to do: there is no ${folder}`);
  await composeDown({ name, folder, say }, purge);
  say(purge ? "Down, and its data deleted" : "Down. Data stays in its volumes (npm run down -- dev --purge)");
}

const command = new Command("down")
  .description("Stop everything of the local stack; data stays.")
  .option("--purge", "delete its data, state, logs and settings too")
  .action(async (named: string | undefined, options: CommandOptions & { purge?: boolean }) => {
    const places = chosenStack(named, options);
    if (isDockerStack(places.name)) return dockerDown(places.name, options.purge ?? false);
    if (!existsSync(places.root)) return say(`Nothing to do: there is no ${places.root}`);
    return withStackLock(places, () => down(places, options.purge ?? false));
  });
runScript(withStack(command));

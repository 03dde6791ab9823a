/** `npm run up -- [stack] [--only a,b] [--json] [-- …]`: brings the stack up, or to what is declared now. */
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Command } from "commander";
import type { StackLocations } from "../platforms/local/locations";
import { writePrograms } from "../platforms/local/programs";
import { ensureSupervisor } from "../platforms/local/supervisor/client";
import type { Product } from "../toolchain/versions";
import { composeUp } from "./docker/compose-stack";
import { stackConfig } from "./render/stack-config";
import { writeStack } from "./render/write";
import { withStackLock } from "./stack/belfry-lock";
import { clusterUp, isClusterStack } from "./stack/cluster-stack";
import {
  aroundDashes,
  type CommandOptions,
  chosenStack,
  listOf,
  runScript,
  withStack,
} from "./stack/command";
import { dockerOffer } from "./stack/docker-offer";
import { isDockerStack } from "./stack/docker-stack";
import { openEngine } from "./stack/engine";
import { repository } from "./stack/engine-environment";
import { interruption } from "./stack/interruption";
import { policyNotes } from "./stack/policy-notes";
import { prepareStack } from "./stack/prepare";
import { progressReport } from "./stack/progress";
import { resume, settled } from "./stack/settled";
import { localProducts, obtain, programsOf, takeStock } from "./stack/tools";
import { serversTable } from "./stack/units-table";
import { inWaves } from "./stack/waves";

interface UpOptions extends CommandOptions {
  readonly only?: readonly Product[];
  readonly refresh?: boolean;
}

/** A stack in containers: rendered, checked, and handed to the engine (docs/decisions/0013-docker-up.md). */
async function dockerUp(name: string): Promise<void> {
  const folder = join(repository, "dist", name);
  await writeStack(name, stackConfig(repository, name), folder);
  await composeUp({ name, folder, say });
}

/** Progress goes to standard error: standard output is the table, or JSON. */
const say = (line: string) => console.error(line);

async function up(places: StackLocations, { only, refresh = false, json }: UpOptions): Promise<void> {
  const interrupted = interruption(say);
  const signal = interrupted.asked;
  const engineProgram = obtain("pulumi", say, signal);
  const [pulumi, stock] = await Promise.all([
    engineProgram,
    takeStock(only ?? localProducts, places.programs),
  ]);
  const lost = [];
  for (const product of stock.lost) lost.push(await obtain(product, say, signal));
  const found = [...stock.found, ...lost];
  writePrograms(places.programs, programsOf(found));

  const ill = (await resume(places)).some(({ state }) => state === "backing-off" || state === "stopped");
  const cli = pulumi.binaries.pulumi ?? "pulumi";
  const progress = progressReport(say);
  const previewed: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => {
    previewed.push(event);
    progress(event);
  };
  const engine = await openEngine({ places, cli, interrupted, onEvent });
  await engine.preview();
  for (const note of policyNotes(previewed)) say(note);
  // Once here rather than by each unit at the same moment.
  await ensureSupervisor(places);
  const leftOut = await inWaves({
    places,
    found,
    missing: stock.missing.filter((product) => !stock.lost.includes(product)),
    obtain: (product) => obtain(product, say, signal),
    up: () => engine.up({ refresh: refresh || ill }),
    say,
  });
  const units = await settled(places, signal);
  for (const { product, reason } of leftOut) say(`\nLeft out: ${product}. ${reason}`);
  const offer = await dockerOffer();
  if (offer) say(`\n${offer}`);
  console.log(
    json ? JSON.stringify({ stack: places.name, units, leftOut }, null, 2) : `\n${serversTable(units)}`,
  );
}

const [words, passed] = aroundDashes(process.argv);
const command = new Command("up")
  .description(
    "Bring the stack up, or to what is declared now: local, one in containers (dev), or a cluster's (prod).",
  )
  .addHelpText("after", "\nOf a cluster's stack, what stands after `--` is handed to `pulumi up`.")
  .option("--only <products>", "run only these products, separated by commas", listOf(localProducts))
  .option("--refresh", "first look at what really runs")
  .option("--json", "print what runs as JSON")
  .action(async (named: string | undefined, options: UpOptions) => {
    const places = chosenStack(named, options);
    if (isClusterStack(places.name)) return clusterUp({ name: places.name, passed, say });
    if (passed.length > 0)
      throw new Error(
        `${passed.join(" ")} stands after --, and ${places.name} has no Pulumi of yours to hand it to. Fix: leave it out, or name a stack on Kubernetes.`,
      );
    if (isDockerStack(places.name)) return dockerUp(places.name);
    prepareStack(places);
    await withStackLock(places, () => up(places, options));
  });
runScript(withStack(command), words);

/** `npm run status -- [stack] [--json]`: what runs, how well, and within which limits. Exit code 1 unless all is ready and within them. */
import { Command } from "commander";
import type { StackLocations } from "../platforms/local/locations";
import { unitsOf } from "../platforms/local/supervisor/client";
import { readRecords } from "../platforms/local/supervisor/records";
import type { UnitStatus } from "../platforms/local/unit";
import { type CommandOptions, chosenStack, runScript, withStack } from "./stack/command";
import { type SeriesUse, type StackUse, stackUse } from "./stack/sizes";
import { statusTable, useTables } from "./stack/units-table";

/** Which label it is, where one has more values than are declared; else there are more instances, or other metrics. */
function overBudget({ service, used, budget, grown }: SeriesUse): string {
  const what = `${service} has ${used} series, declared are ${budget} at most`;
  if (!grown) return `${what}. Fix: see the runbook of SeriesBudgetExceeded.`;
  const { metric, label, values, declared } = grown;
  return `${what}: the label "${label}" of ${metric} has ${values} values, declared are ${declared}. Fix: send fewer, or declare more.`;
}

/** Undefined while Prometheus does not answer: what runs is said all the same. */
async function useOf(places: StackLocations, units: readonly UnitStatus[]): Promise<StackUse | undefined> {
  if (!units.some(({ name, state }) => name === "prometheus" && state === "ready")) return undefined;
  return stackUse(places, units).catch((error: Error) => {
    console.error(`Series and disks are not known: ${error.message}`);
    return undefined;
  });
}

const command = new Command("status")
  .description("Show what runs, how well, and within which limits.")
  .option("--json", "print it as JSON")
  .action(async (named: string | undefined, options: CommandOptions) => {
    const places = chosenStack(named, options);
    const units = await unitsOf(places);
    const recorded = readRecords(places.units, console.error);
    const use = await useOf(places, units ?? []);
    const over = use?.series.filter(({ used, budget }) => used > budget) ?? [];
    if (options.json) {
      const all = { stack: places.name, supervised: units !== undefined, units: units ?? [], ...use };
      console.log(JSON.stringify(all, null, 2));
    } else if (units) console.log([statusTable(units), ...(use ? [useTables(use)] : [])].join("\n\n"));
    else if (recorded.length > 0)
      console.error(`The supervisor of ${places.name} is gone. Fix: npm run up -- ${places.name}`);
    else
      console.error(`Nothing runs in the stack ${places.name}. Start it with npm run up -- ${places.name}`);
    for (const { name, notes } of units ?? []) for (const note of notes) console.error(`${name}: ${note}`);
    for (const one of over) console.error(overBudget(one));
    const running = units?.every(({ state }) => state === "ready") ?? recorded.length === 0;
    const well = running && over.length === 0;
    process.exitCode = well ? 0 : 1;
  });
runScript(withStack(command));

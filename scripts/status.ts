/** `npm run status -- [stack] [--json]`: what runs, how well, and within which limit. Exit code 1 unless all is ready. */
import { Command } from "commander";
import { unitsOf } from "../platforms/local/supervisor/client";
import { readRecords } from "../platforms/local/supervisor/records";
import { type CommandOptions, chosenStack, runScript, withStack } from "./stack/command";
import { statusTable } from "./stack/units-table";

const command = new Command("status")
  .description("Show what runs, how well, and within which limits.")
  .option("--json", "print it as JSON")
  .action(async (named: string | undefined, options: CommandOptions) => {
    const places = chosenStack(named, options);
    const units = await unitsOf(places);
    const recorded = readRecords(places.units, console.error);
    if (options.json)
      console.log(
        JSON.stringify({ stack: places.name, supervised: units !== undefined, units: units ?? [] }, null, 2),
      );
    else if (units) console.log(statusTable(units));
    else if (recorded.length > 0)
      console.error(`The supervisor of ${places.name} is gone. Fix: npm run up -- ${places.name}`);
    else
      console.error(`Nothing runs in the stack ${places.name}. Start it with npm run up -- ${places.name}`);
    for (const { name, notes } of units ?? []) for (const note of notes) console.error(`${name}: ${note}`);
    const well = units?.every(({ state }) => state === "ready") ?? recorded.length === 0;
    process.exitCode = well ? 0 : 1;
  });
runScript(withStack(command));

/** `npm run simulate -- pulsecal-api --fault errors=0.2`: switches faults and load of a running simulator. */
import { Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { simulatorName } from "../declaration/simulator-name";
import type { StackLocations } from "../platforms/local/locations";
import { readAllotment } from "../platforms/local/ports";
import type { SimulatorState } from "../simulator/simulator";
import { simulatorState } from "../simulator/simulator";
import { chosenStack, runScript } from "./stack/command";
import { plainTable } from "./stack/units-table";
import { ask, unitUrl } from "./unit-url";

interface Options {
  readonly fault: readonly { readonly name: string; readonly amount?: number }[];
  readonly clear?: boolean;
  readonly load?: number;
  readonly daily?: boolean;
  readonly stack?: string;
}

function faultArgument(text: string, before: Options["fault"]): Options["fault"] {
  const [name = "", amount, ...rest] = text.split("=");
  if (!name || rest.length > 0 || (amount !== undefined && !(amount && Number.isFinite(Number(amount))))) {
    throw new InvalidArgumentError("Use NAME or NAME=NUMBER, such as errors=0.2.");
  }
  return [...before, amount === undefined ? { name } : { name, amount: Number(amount) }];
}

function loadArgument(text: string): number {
  const times = Number(text);
  if (text !== "" && times >= 0) return times;
  throw new InvalidArgumentError("Use how many times the normal load, such as 5.");
}

/** `pulsecal-api` and `pulsecal/pulsecal-api` are the same simulator. */
function controlUrl(stack: StackLocations, service: string): string {
  const [system = "", name] = service.split("/");
  const unit = name ? simulatorName({ system, service: name }) : `simulator-${service}`;
  return unitUrl(stack, unit, "control");
}

function stateTable(state: SimulatorState): string {
  const rows = state.faults.map(({ name, active, amount = "", title }) => [
    name,
    active ? pc.red("on") : "off",
    String(amount),
    title,
  ]);
  const up = state.up ? pc.green("up") : pc.red("down");
  const table = plainTable(["FAULT", "STATE", "STRENGTH", "WHAT HAPPENS"], rows);
  const shape = state.daily ? ", by the time of day" : "";
  return `${state.service} is ${up}, at ${state.load} times its normal load${shape}\n\n${table}`;
}

function services(stack: StackLocations): readonly string[] {
  return Object.keys(readAllotment(stack.ports)).flatMap(
    (key) => /^simulator-(.+)\.control$/.exec(key)?.[1] ?? [],
  );
}

async function simulate(service: string | undefined, options: Options): Promise<void> {
  const stack = chosenStack(undefined, options.stack === undefined ? {} : { stack: options.stack });
  if (service === undefined) {
    const known = services(stack);
    console.log(known.length > 0 ? known.join("\n") : `Nothing is simulated in the stack ${stack.name}.`);
    return;
  }
  const url = controlUrl(stack, service);
  if (options.clear) await ask(`${url}/faults`, "DELETE");
  for (const { name, ...strength } of options.fault) {
    await ask(`${url}/faults/${encodeURIComponent(name)}`, "PUT", strength);
  }
  if (options.load !== undefined || options.daily !== undefined) {
    await ask(`${url}/load`, "PUT", { times: options.load ?? 1, daily: options.daily ?? false });
  }
  console.log(stateTable(simulatorState.parse(await ask(`${url}/`))));
}

runScript(
  new Command("simulate")
    .description("Switch faults and load of a simulated service, and show how it is.")
    .argument("[service]", "which one, such as pulsecal-api; without it, those that run are listed")
    .option("--fault <name[=strength]>", "switch a fault on; may be repeated", faultArgument, [])
    .option("--clear", "first switch all faults off")
    .option("--load <times>", "how many times the normal load", loadArgument)
    .option("--daily", "let the load follow the time of day: quiet nights, a peak in the afternoon")
    .option("-s, --stack <name>", "name of the stack (default: BELFRY_STACK, else local)")
    .showHelpAfterError()
    .action(simulate),
);

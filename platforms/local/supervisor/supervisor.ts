import { join } from "node:path";
import type { StackLocations } from "../locations";
import { isAlive } from "../process-identity";
import type { UnitSpec, UnitStatus } from "../unit";
import { rotateLog } from "./log-rotation";
import { readRecords, removeRecord, writeRecord } from "./records";
import { keepUnit, type UnitKeeper } from "./unit-keeper";

/** All units of one stack. */
export interface Supervisor {
  status(): UnitStatus[];
  /** Makes the unit run as described: starts, reloads, restarts or leaves it, whatever the difference asks for. */
  ensure(spec: UnitSpec): Promise<void>;
  /** Stops and forgets it. */
  remove(name: string): Promise<void>;
  readonly isEmpty: boolean;
  rotateLogs(): void;
}

const largestLog = 10 * 1024 * 1024;
const keptLogs = 3;

/** Takes up the units that were recorded: those that still run are adopted, the others started. */
export function supervise(locations: StackLocations, say: (message: string) => void): Supervisor {
  const keepers = new Map<string, UnitKeeper>();
  const queues = new Map<string, Promise<void>>();
  const logOf = (name: string) => join(locations.logs, `${name}.log`);

  function record(spec: UnitSpec, process: { pid: number; started: string } | null): void {
    try {
      writeRecord(locations.units, { spec, process });
    } catch (error) {
      // A full disk must not end the servers; only a supervisor that is killed now would not find this one again.
      say(`${spec.name}: its record could not be written: ${error}`);
    }
  }

  function keep(spec: UnitSpec, found?: { pid: number; started: string }): void {
    const base = { log: logOf(spec.name), record, say };
    keepers.set(spec.name, keepUnit(spec, found ? { ...base, found } : base));
  }

  async function change(spec: UnitSpec): Promise<void> {
    const keeper = keepers.get(spec.name);
    if (keeper && sameBut(keeper.spec, spec, ["reloadRevision"])) {
      if (keeper.spec.reloadRevision !== spec.reloadRevision) await keeper.reload(spec);
      return;
    }
    if (keeper) await keeper.stop();
    record(spec, null);
    keep(spec);
  }

  /** One thing at a time for each unit. */
  function inTurn(name: string, work: () => Promise<void>): Promise<void> {
    const turn = (queues.get(name) ?? Promise.resolve()).catch(() => undefined).then(work);
    queues.set(name, turn);
    return turn;
  }

  for (const { spec, process } of readRecords(locations.units, say)) {
    const alive = process !== null && isAlive(process);
    say(`${spec.name}: ${alive ? "still runs, adopted" : "does not run, started"}`);
    keep(spec, alive ? process : undefined);
  }

  return {
    status: () => [...keepers.values()].map((keeper) => keeper.status()),
    ensure: (spec) => inTurn(spec.name, () => change(spec)),
    remove: (name) =>
      inTurn(name, async () => {
        await keepers.get(name)?.stop();
        keepers.delete(name);
        removeRecord(locations.units, name);
      }),
    get isEmpty() {
      return keepers.size === 0;
    },
    rotateLogs() {
      for (const name of keepers.keys()) rotateLog(logOf(name), largestLog, keptLogs);
      rotateLog(logOf("supervisor"), largestLog, keptLogs);
    },
  };
}

/** Are the two alike, but for the properties named? Both come from the same schema, so the order of keys is the same. */
export function sameBut(a: UnitSpec, b: UnitSpec, ignored: readonly (keyof UnitSpec)[]): boolean {
  const blank = Object.fromEntries(ignored.map((key) => [key, null]));
  return JSON.stringify({ ...a, ...blank }) === JSON.stringify({ ...b, ...blank });
}

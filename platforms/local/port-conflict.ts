import { readFileSync } from "node:fs";
import type { Port } from "../workload";
import type { Listener, Protocol } from "./listeners";
import type { StackLocations } from "./locations";
import { isAlive, type ProcessIdentity } from "./process-identity";
import { readRecords } from "./supervisor/records";

/** Which process runs a unit of this stack, if any. A record that cannot be read throws: its process would pass for a stranger. */
export function runningUnits(places: StackLocations): ReadonlyMap<string, ProcessIdentity> {
  const records = readRecords(places.units, (message) => {
    throw new Error(message);
  });
  return new Map(
    records.flatMap(({ spec, process }) =>
      process && isAlive(process) ? [[spec.name, process] as const] : [],
    ),
  );
}

/** Says why the unit cannot have this port: whoever has it is not the unit itself. */
export function portConflict(
  places: StackLocations,
  unit: string,
  wanted: { readonly name: string; readonly port: Port; readonly number: number },
  machine: {
    readonly listening: readonly Listener[];
    readonly running: ReadonlyMap<string, ProcessIdentity>;
  },
): string | undefined {
  const protocol: Protocol = wanted.port.protocol ?? "tcp";
  const own = machine.running.get(unit);
  const stranger = machine.listening.find((listener) => {
    if (listener.port !== wanted.number || listener.protocol !== protocol) return false;
    return !own || !isOf(own, listener.owner()?.pid);
  });
  if (!stranger) return undefined;
  const owner = stranger.owner();
  const who = owner ? `process ${owner.pid} (${owner.command})` : "a process of another user";
  const fix = wanted.port.fixed
    ? `end it, or move the port: put  belfry:ports: {"${wanted.port.number}": <another>}  into ${places.settings}`
    : `end it, or delete the line "${unit}.${wanted.name}" of ${places.ports}, so that another is given`;
  return `${unit} needs ${protocol} port ${wanted.number} (${wanted.name}), and ${who} has it. Fix: ${fix}.`;
}

/** Each unit is a session of its own, so a worker process of it is told by its session. */
function isOf(unit: ProcessIdentity, pid: number | undefined): boolean {
  if (pid === undefined) return false;
  if (pid === unit.pid) return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]) === unit.pid;
  } catch {
    return false;
  }
}

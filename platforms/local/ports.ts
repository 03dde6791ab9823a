import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Port } from "../workload";
import type { Listener } from "./listeners";
import type { StackLocations } from "./locations";
import { withLock } from "./process-lock";

/** Below the ephemeral ports of every system, so that no outgoing connection takes one while its server restarts. */
const firstPort = 21_000;
const lastPort = 28_999;

const portFile = z.record(z.string(), z.number().int().min(1).max(65535));

/** `<unit>.<port>` to number. */
export type Allotment = z.infer<typeof portFile>;

/** Gives out port numbers. */
export interface PortBook {
  /** The number of this port: the same at every call, in every run. */
  numberOf(unit: string, name: string, port: Port): number;
}

/**
 * The ports of one stack. A fixed port keeps its number unless `moved` says otherwise, an opened one has the number that `moved` says; any other is given one that no stack has and nobody listens on, and keeps it in the stack's folder.
 */
export function portBook(
  places: StackLocations,
  moved: Readonly<Record<string, number>>,
  listening: readonly Listener[],
): PortBook {
  let known = readAllotment(places.ports);
  return {
    numberOf(unit, name, port) {
      const chosen = moved[String(port.number)];
      if (port.fixed) return chosen ?? port.number;
      if (port.opened && chosen !== undefined) return chosen;
      const key = `${unit}.${name}`;
      const number = known[key];
      if (number !== undefined) return number;
      known = withLock(join(dirname(places.root), ".ports.lock"), () => allot(places, key, listening));
      const allotted = known[key];
      if (allotted === undefined)
        throw new Error(`${places.ports} lacks ${key} although it was just written.`);
      return allotted;
    },
  };
}

function allot(places: StackLocations, key: string, listening: readonly Listener[]): Allotment {
  const mine = readAllotment(places.ports);
  if (mine[key] !== undefined) return mine;
  const taken = new Set([...allottedToAll(dirname(places.root)), ...listening.map(({ port }) => port)]);
  const count = lastPort - firstPort + 1;
  const start = startOf(dirname(places.root)) % count;
  for (let step = 0; step < count; step++) {
    const number = firstPort + ((start + step) % count);
    if (taken.has(number)) continue;
    const next = { ...mine, [key]: number };
    mkdirSync(places.root, { recursive: true, mode: 0o711 });
    writeFileSync(`${places.ports}.new`, `${JSON.stringify(next, null, 2)}\n`);
    renameSync(`${places.ports}.new`, places.ports);
    return next;
  }
  throw new Error(
    `No port is left for ${key} between ${firstPort} and ${lastPort}. Fix: npm run down -- <stack> --purge for stacks of ${dirname(places.root)} that nobody needs.`,
  );
}

/** Two homes know nothing of each other: they begin at different numbers, so that they rarely meet. */
function startOf(stacks: string): number {
  return createHash("sha256").update(stacks).digest().readUInt32BE(0);
}

/** Every stack's allotment together is the registry: there is no second list that could disagree with it. */
function allottedToAll(stacks: string): number[] {
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks).flatMap((stack) =>
    Object.values(readAllotment(join(stacks, stack, "ports.json"))),
  );
}

/** What a stack was given so far. */
export function readAllotment(file: string): Allotment {
  if (!existsSync(file)) return {};
  try {
    return portFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Error(
      `${file} is not a list of ports by "<unit>.<port>". Fix: delete it; the stack is given new ports.`,
    );
  }
}

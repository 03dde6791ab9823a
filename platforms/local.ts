import type { ComponentResource } from "@pulumi/pulumi";
import { listeners } from "./local/listeners";
import { LocalSecret } from "./local/local-secret";
import { LocalUnit } from "./local/local-unit";
import { stackLocations } from "./local/locations";
import { portConflict, runningUnits } from "./local/port-conflict";
import { portBook } from "./local/ports";
import { readPrograms } from "./local/programs";
import { unitInputsOf } from "./local/unit-inputs";
import type { Place, Platform } from "./platform";
import type { Port, Workload } from "./workload";

export interface LocalSettings {
  /** Names the folder of the stack. */
  readonly stack: string;
  /** Other numbers for fixed ports, by the number that senders know. */
  readonly ports?: Readonly<Record<string, number>>;
  /** The only products to run. @default all that can be had */
  readonly offers?: readonly string[];
}

export interface LocalPlatform extends Platform {
  readonly name: "local";
  /** Where the output of every unit is written, `<unit>.log`: what a log collector reads here. */
  readonly logsFolder: string;
}

const host = "127.0.0.1";

/**
 * Runs workloads as processes on loopback. It falls short of a cluster where a process does: one replica, no closed
 * network, `storage` without a size limit, memory limits on Linux only.
 */
export function localPlatform(settings: LocalSettings): LocalPlatform {
  const places = stackLocations(settings.stack);
  const programs = readPrograms(places.programs);
  const listening = listeners();
  const machine = { listening, running: runningUnits(places) };
  const book = portBook(places, settings.ports ?? {}, listening);
  const workloads = new Set<string>();

  function place(name: string, ports: Readonly<Record<string, Port>>): Place {
    const numbers = new Map(
      Object.entries(ports).map(([key, port]) => [key, book.numberOf(name, key, port)]),
    );
    const port = (key: string): number => {
      const number = numbers.get(key);
      if (number === undefined)
        throw new Error(`${name} has no port ${key}, only ${[...numbers.keys()].join(", ")}.`);
      return number;
    };
    const address = (key: string) => `${host}:${port(key)}`;
    return {
      name,
      host,
      port,
      address,
      listen: address,
      url: (key) => `http://${address(key)}`,
      addresses: (key) => [address(key)],
      peers: host,
      path: (path) => `${places.files}/${name}${path}`,
      hostPath: (path) => path,
      collectedPath: (folder) => `${places.files}/${name}${folder}`,
      stdoutFile: `${places.logs}/${name}.log`,
    };
  }

  function offers(product: string): boolean {
    if (product === "belfry") return true;
    return product in programs && (settings.offers?.includes(product) ?? true);
  }

  function refuseTakenPorts(workload: Workload, at: Place): void {
    for (const [name, port] of Object.entries(workload.ports)) {
      const conflict = portConflict(places, workload.name, { name, port, number: at.port(name) }, machine);
      if (conflict) throw new Error(conflict);
    }
  }

  return {
    name: "local",
    logsFolder: places.logs,
    place,
    copies: () => 1,
    offers,
    programPath: (product, binary) => programs[product]?.binaries[binary] ?? binary,
    run(workload: Workload, parent: ComponentResource) {
      if (workloads.has(workload.name))
        throw new Error(`Two workloads are called ${workload.name}. Fix: rename one.`);
      workloads.add(workload.name);
      const at = place(workload.name, workload.ports);
      if (!offers(workload.program.product)) return { place: at, available: false };
      refuseTakenPorts(workload, at);
      const inputs = unitInputsOf(workload, at, programs[workload.program.product], places);
      new LocalUnit(workload.name, { ...inputs, secrets: { ...workload.secrets } }, { parent });
      return { place: at, available: true };
    },
    password: (name, parent) => new LocalSecret(name, { parent }).value,
  };
}

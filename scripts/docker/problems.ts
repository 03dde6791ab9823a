import { compareVersions } from "../../toolchain/version-range";
import type { EngineFacts } from "./engine";
import type { PublishedPort, StackNeeds } from "./needs";

/** The oldest engine that the stack was tried on. */
export const oldestEngine = "20.10.0";
/** Images and a first day's data; volumes grow from there to the sizes in docs/sizing.md. */
export const leastDiskMib = 6 * 1024;

/** What is on the engine and its machine already. */
export interface Present {
  readonly engine: EngineFacts;
  /** Memory that the stack's own containers use already, in MiB. */
  readonly heldMib: number;
  /** Who has a port that the stack wants, and is none of its own containers. */
  readonly takenBy: (port: PublishedPort) => string | undefined;
  /** What made the data of the volumes that are there, by the volume's name. */
  readonly data: ReadonlyMap<string, string>;
}

/** What would go wrong, and what to do about it. */
export interface Problem {
  readonly what: "engine" | "compose" | "memory" | "free memory" | "disk" | "port" | "volume";
  /** Place and value. */
  readonly detail: string;
  readonly fix: string;
}

/** A problem as people read it. */
export function told({ detail, fix }: Problem): string {
  return `${detail}. Fix: ${fix}.`;
}

/** Everything that would go wrong; empty where nothing would. */
export function problemsOf(
  needs: StackNeeds,
  { engine, heldMib, takenBy, data }: Present,
): readonly Problem[] {
  return [
    ...engineProblems(engine),
    ...roomProblems(needs, engine, heldMib),
    ...needs.ports.flatMap((port) => portProblem(port, takenBy(port))),
    ...[...needs.data].flatMap(([volume, wanted]) => dataProblem(volume, wanted, data.get(volume))),
  ];
}

function engineProblems({ version, compose }: EngineFacts): readonly Problem[] {
  const old: Problem = {
    what: "engine",
    detail: `The Docker engine is ${version}, needed is ${oldestEngine} or later`,
    fix: "update it",
  };
  const missing: Problem = {
    what: "compose",
    detail: "There is no `docker compose` of version 2",
    fix: "install Docker's compose plugin, or npm run toolchain -- compose",
  };
  return [...(compareVersions(version, oldestEngine) < 0 ? [old] : []), ...(compose ? [] : [missing])];
}

const lessMemory = "leave RAGBase out (belfry:ragbase in Pulumi.dev.yaml)";

/** Too little memory in all is refused; what is free for the moment may be more in the next, and is only told. */
function memoryProblems({ memoryMib }: StackNeeds, engine: EngineFacts, held: number): readonly Problem[] {
  if (engine.memoryMib < memoryMib)
    return [
      {
        what: "memory",
        detail: `The Docker engine has ${engine.memoryMib} MiB of memory, and the stack is kept ${memoryMib}`,
        fix: `give it more (Docker Desktop: Settings, Resources), or ${lessMemory}`,
      },
    ];
  const free = engine.availableMib === undefined ? memoryMib : engine.availableMib + held;
  if (free >= memoryMib) return [];
  return [
    {
      what: "free memory",
      detail: `The Docker engine's machine has ${free} MiB of memory for the stack, which is kept ${memoryMib}: others use the rest of its ${engine.memoryMib}`,
      fix: `end what you can do without, or ${lessMemory}`,
    },
  ];
}

function roomProblems(needs: StackNeeds, engine: EngineFacts, held: number): readonly Problem[] {
  const disk: Problem = {
    what: "disk",
    detail: `The Docker engine has ${engine.freeMib} MiB left on its disk, needed are ${leastDiskMib}`,
    fix: "make room (docker system df, docker image prune), or move its data-root",
  };
  return [
    ...memoryProblems(needs, engine, held),
    ...(engine.freeMib !== undefined && engine.freeMib < leastDiskMib ? [disk] : []),
  ];
}

function portProblem(port: PublishedPort, owner: string | undefined): readonly Problem[] {
  const { container, address, number, protocol } = port;
  if (owner === undefined) return [];
  return [
    {
      what: "port",
      detail: `${container}: port ${address}:${number}/${protocol} is in use by ${owner}`,
      fix: `end it, or set belfry:ports: {"${number}": <another>} in Pulumi.dev.yaml`,
    },
  ];
}

/** Data of another major version: an older one must be moved over, a newer one cannot be read. */
function dataProblem(volume: string, wanted: string, made: string | undefined): readonly Problem[] {
  if (made === undefined || made === wanted) return [];
  return [
    {
      what: "volume",
      detail: `The volume ${volume} holds data of ${made}, and the stack runs ${wanted}`,
      fix: `back the data up with the version that made them and restore them, or delete them: docker volume rm ${volume}`,
    },
  ];
}

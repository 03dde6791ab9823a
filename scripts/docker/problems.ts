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
  /** Who has a port that the stack wants, and is none of its own containers. */
  readonly takenBy: (port: PublishedPort) => string | undefined;
  /** What made the data of the volumes that are there, by the volume's name. */
  readonly data: ReadonlyMap<string, string>;
}

/** Everything that would go wrong, each with its place, its value and what to do; empty where nothing would. */
export function problemsOf(needs: StackNeeds, { engine, takenBy, data }: Present): readonly string[] {
  return [
    ...engineProblems(engine),
    ...roomProblems(needs, engine),
    ...needs.ports.flatMap((port) => portProblem(port, takenBy(port))),
    ...[...needs.data].flatMap(([volume, wanted]) => dataProblem(volume, wanted, data.get(volume))),
  ];
}

function engineProblems({ version, compose }: EngineFacts): readonly string[] {
  return [
    ...(compareVersions(version, oldestEngine) < 0
      ? [`The Docker engine is ${version}, needed is ${oldestEngine} or later. Fix: update it.`]
      : []),
    ...(compose
      ? []
      : [
          "There is no `docker compose` of version 2. Fix: install Docker's compose plugin, or npm run toolchain -- compose.",
        ]),
  ];
}

function roomProblems({ memoryMib }: StackNeeds, engine: EngineFacts): readonly string[] {
  return [
    ...(engine.memoryMib < memoryMib
      ? [
          `The Docker engine has ${engine.memoryMib} MiB of memory, and the stack is kept ${memoryMib}. Fix: give it more (Docker Desktop: Settings, Resources), or leave RAGBase out (belfry:ragbase in Pulumi.dev.yaml).`,
        ]
      : []),
    ...(engine.freeMib !== undefined && engine.freeMib < leastDiskMib
      ? [
          `The Docker engine has ${engine.freeMib} MiB left on its disk, needed are ${leastDiskMib}. Fix: make room (docker system df, docker image prune), or move its data-root.`,
        ]
      : []),
  ];
}

function portProblem({ container, address, number, protocol }: PublishedPort, owner: string | undefined) {
  if (owner === undefined) return [];
  return [
    `${container}: port ${address}:${number}/${protocol} is in use by ${owner}. Fix: end it, or set belfry:ports: {"${number}": <another>} in Pulumi.dev.yaml.`,
  ];
}

/** Data of another major version: an older one must be moved over, a newer one cannot be read. */
function dataProblem(volume: string, wanted: string, made: string | undefined): readonly string[] {
  if (made === undefined || made === wanted) return [];
  return [
    `The volume ${volume} holds data of ${made}, and the stack runs ${wanted}. Fix: back the data up with the version that made them and restore them, or delete them: docker volume rm ${volume}.`,
  ];
}

import { join } from "node:path";
import { goLimits, isGo } from "../go-limits";
import type { Place } from "../platform";
import type { ProbeCheck, Workload, WorkloadProbe } from "../workload";
import { hostUser } from "./host-user";
import type { StackLocations } from "./locations";
import type { Program } from "./programs";
import type { UnitInputs, UnitProbe } from "./unit";

const repository = join(__dirname, "..", "..");
/** A start on a loaded laptop takes longer than on the servers that probes are written for. */
const shortestStartSeconds = 90;
/** V8's heap; the rest of the limit is for its code, its threads' stacks and buffers. */
const heapShare = 0.7;
/** Go maps its heap in pieces of this size, and RLIMIT_DATA counts a whole piece although most of it is unused. */
const goArenaMib = 64;

/** The command of a program of the workload's image: a found binary, or a script of this repository. */
export function commandOf(
  { program, resources }: Workload,
  found: Program | undefined,
  binary: string,
): string[] {
  if (program.product === "belfry") {
    const heap = Math.floor(resources.limits.memoryMib * heapShare);
    const loader = join(repository, "node_modules/tsx/dist/loader.mjs");
    return [
      "node",
      `--max-old-space-size=${heap}`,
      "--import",
      loader,
      join(repository, `scripts/serve-${binary}.ts`),
    ];
  }
  const path = found?.binaries[binary];
  if (path) return [path];
  const others = Object.keys(found?.binaries ?? {}).join(", ") || "none";
  throw new Error(
    `${program.product} has no program ${binary} (found: ${others}). Fix: npm run toolchain -- ${program.product}, then npm run up.`,
  );
}

/** The unit that runs a workload on this machine; pure, so that the same declaration is the same unit in every run. */
export function unitInputsOf(
  workload: Workload,
  place: Place,
  found: Program | undefined,
  places: StackLocations,
): Omit<UnitInputs, "secrets"> {
  const { name, probes, resources, program } = workload;
  const command = (binary: string) => commandOf(workload, found, binary);
  // An image knows where its files are; an unpacked archive must be told.
  const home = program.product === "grafana" && found ? { GF_PATHS_HOME: found.folder } : {};
  return {
    root: places.root,
    stack: places.name,
    process: {
      name,
      version: found?.version ?? workload.image.tag,
      url: shownUrl(workload, place),
      argv: [...command(program.binary), ...workload.args],
      env: { ...(isGo(workload) && goLimits(resources.limits)), ...home, ...workload.env },
      cwd: join(places.data, name),
      user: hostUser(workload.user),
      memoryMib: resources.limits.memoryMib + (isGo(workload) ? goArenaMib : 0),
      readiness: probeOf(probes.readiness, place, command),
      liveness: probeOf(probes.liveness, place, command),
      readyWithinSeconds: Math.max(shortestStartSeconds, patience(probes.startup ?? probes.readiness)),
      ...(workload.prepare && {
        prepare: {
          argv: [...command(workload.prepare.binary), ...workload.prepare.args],
          unless: place.path(workload.prepare.unless),
        },
      }),
      ...(workload.reload && { reload: reloadOf(workload.reload.how, place) }),
      // The official image of PostgreSQL says STOPSIGNAL SIGINT: it ends without waiting for its clients to leave.
      stop: {
        signal: program.product === "postgres" ? "SIGINT" : "SIGTERM",
        graceSeconds: workload.stopGraceSeconds ?? 30,
      },
    },
    files: { ...workload.files },
    reloadable: [...(workload.reload?.files ?? [])],
    storage: Object.keys(workload.storage ?? {}),
  };
}

function reloadOf(
  how: NonNullable<Workload["reload"]>["how"],
  place: Place,
): NonNullable<UnitInputs["process"]["reload"]> {
  return how.by === "http" ? { by: "http", url: `${place.url(how.port)}${how.path}` } : how;
}

function probeOf(probe: WorkloadProbe, place: Place, command: (binary: string) => string[]): UnitProbe {
  const { periodSeconds, timeoutSeconds, failureThreshold } = probe;
  const initialDelaySeconds = probe.initialDelaySeconds ?? 0;
  return {
    check: checkOf(probe.check, place, command),
    initialDelaySeconds,
    periodSeconds,
    timeoutSeconds,
    failureThreshold,
  };
}

function checkOf(check: ProbeCheck, place: Place, command: (binary: string) => string[]): UnitProbe["check"] {
  switch (check.kind) {
    case "http":
      return { kind: "http", url: `${place.url(check.port)}${check.path}` };
    case "tcp":
      return { kind: "tcp", port: place.port(check.port) };
    case "exec": {
      const [binary = "", ...args] = check.command;
      return { kind: "exec", argv: [...command(binary), ...args] };
    }
  }
}

function patience(probe: WorkloadProbe): number {
  return (
    (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds + probe.timeoutSeconds) * probe.failureThreshold
  );
}

/** A web address where there is a port called http, else the first port's address. */
function shownUrl({ ports }: Workload, place: Place): string {
  if (ports.http) return place.url("http");
  const first = Object.keys(ports)[0];
  return first === undefined ? "" : place.address(first);
}

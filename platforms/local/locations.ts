import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** Where one stack of the local platform keeps its things; every path of it is named here and nowhere else. */
export interface StackLocations {
  readonly name: string;
  /** The folder of this stack; all below it, but for a socket whose path would be too long. */
  readonly root: string;
  /** Project file, stack settings, passphrase and Pulumi's state; only the owner may look. */
  readonly pulumi: string;
  readonly settings: string;
  readonly passphrase: string;
  /** Which port each workload was given, once and for all. */
  readonly ports: string;
  /** Which programs can be had, and where: written by `up` before the program runs. */
  readonly programs: string;
  /** What servers store; `down` keeps it, `down --purge` deletes it. */
  readonly data: string;
  /** Configuration files, one folder a unit; it stands for the container's root folder. */
  readonly files: string;
  /** Secret files, one folder a unit, mode 0600. */
  readonly secrets: string;
  /** Output of the servers, `<unit>.log` and its rotated predecessors. */
  readonly logs: string;
  /** What the supervisor knows; gone when nothing runs. */
  readonly run: string;
  readonly units: string;
  readonly socket: string;
}

// The kernel's sockaddr_un holds 108 bytes on Linux, 104 on macOS, the final zero included.
const longestSocketPath = 103;
const stackName = /^[a-z][a-z0-9-]{0,40}$/;

/** The folder of all stacks: BELFRY_HOME, else /var/lib/belfry for root, else the user's data folder. */
export function belfryHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env.BELFRY_HOME) return env.BELFRY_HOME;
  if (process.getuid?.() === 0) return "/var/lib/belfry";
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "belfry");
}

/** The places of the stack `name`. */
export function stackLocations(name: string, env: NodeJS.ProcessEnv = process.env): StackLocations {
  if (!stackName.test(name)) {
    throw new Error(
      `Stack name ${JSON.stringify(name)} cannot be used. Fix: lower-case letters, digits and dashes, first a letter, at most 41 characters.`,
    );
  }
  return locationsAt(join(belfryHome(env), "stacks", name), name);
}

/** The places of a stack whose folder is known. */
export function locationsAt(root: string, name: string): StackLocations {
  const pulumi = join(root, "pulumi");
  const run = join(root, "run");
  return {
    name,
    root,
    pulumi,
    settings: join(pulumi, `Pulumi.${name}.yaml`),
    passphrase: join(pulumi, "passphrase"),
    ports: join(root, "ports.json"),
    programs: join(root, "programs.json"),
    data: join(root, "data"),
    files: join(root, "files"),
    secrets: join(root, "secrets"),
    logs: join(root, "logs"),
    run,
    units: join(run, "units"),
    socket: socketPath(run),
  };
}

function socketPath(run: string): string {
  const plain = join(run, "supervisor.sock");
  if (Buffer.byteLength(plain) <= longestSocketPath) return plain;
  const short = createHash("sha256").update(run).digest("hex").slice(0, 16);
  const fallback = join(tmpdir(), `belfry-${process.getuid?.() ?? 0}`, `${short}.sock`);
  if (Buffer.byteLength(fallback) <= longestSocketPath) return fallback;
  throw new Error(
    `The supervisor's socket ${fallback} is longer than the ${longestSocketPath} bytes a socket path may have. Fix: set TMPDIR or BELFRY_HOME to a shorter path.`,
  );
}

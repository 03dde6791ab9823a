import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../../../toolchain/run";

/** What the machine's own programs are asked for by a cluster without containers, and what besides by one with them. */
const programs = ["setpriv", "unshare", "nsenter", "ip", "mount", "go"];
const programsForContainers = ["sysctl", "tar", "ldd"];

/** What the kernel must let us do, each tried in a space that is gone at once. */
type Attempts = readonly (readonly [string, string])[];
const attempts: Attempts = [["spaces of processes, mounts and networks", "true"]];
const attemptsForContainers: Attempts = [
  ["bridges", "ip link add name try0 type bridge"],
  [
    "overlay mounts",
    "mount -t tmpfs none /mnt && mkdir /mnt/a /mnt/b /mnt/c /mnt/d && mount -t overlay -o lowerdir=/mnt/a,upperdir=/mnt/b,workdir=/mnt/c none /mnt/d",
  ],
  [
    "a cgroup hierarchy to write to",
    "test -w /sys/fs/cgroup/memory/cgroup.procs -o -w /sys/fs/cgroup/cgroup.procs",
  ],
];

/** What this machine lacks for a cluster of its own; undefined where it has all. */
export function lacking(): Promise<string | undefined> {
  return lackingOf([...programs, ...programsForContainers], [...attempts, ...attemptsForContainers]);
}

/** What it lacks for one whose nodes and pods are only told of. */
export function lackingWithoutContainers(): Promise<string | undefined> {
  return lackingOf(programs, attempts);
}

async function lackingOf(programs: readonly string[], attempts: Attempts): Promise<string | undefined> {
  if (process.platform !== "linux") return "it is not Linux";
  if (process.getuid?.() !== 0) return "only root may open a network of its own";
  const missing = programs.filter((program) => !onPath(program));
  if (missing.length > 0) return `there is no ${missing.join(", no ")}`;
  for (const [what, script] of attempts) {
    const args = ["--net", "--pid", "--mount", "--mount-proc", "--fork", "--", "sh", "-c", script];
    const failed = await run("unshare", args, { timeoutMs: 10_000 }).then(
      () => undefined,
      (error) => (error instanceof Error ? error.message : String(error)),
    );
    if (failed !== undefined) return `its kernel does not give us ${what} (${failed})`;
  }
  return undefined;
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

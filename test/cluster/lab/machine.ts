import { existsSync } from "node:fs";
import { mkdir, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../../../toolchain/run";
import { cgroupRoot } from "./settings";

// What a cluster changes of the machine that its own space does not hold: a few settings of the kernel, and cgroups.

/** Kernel settings that a kubelet changes, whatever it is told. */
const changed = [
  "vm.overcommit_memory",
  "kernel.panic",
  "kernel.panic_on_oops",
  "kernel.keys.root_maxkeys",
  "kernel.keys.root_maxbytes",
];

/** Remembers the kernel's settings; what is returned sets them back. */
export async function keepSysctls(): Promise<() => Promise<void>> {
  const { stdout } = await run("sysctl", changed);
  const before = stdout
    .trim()
    .split("\n")
    .map((line) => line.replaceAll(" ", ""));
  return async () => {
    await run("sysctl", ["-qw", ...before]);
  };
}

/** The folder of the cluster in every hierarchy of cgroups: one in version 2, one a controller in version 1. */
async function cgroupFolders(): Promise<readonly string[]> {
  const mount = "/sys/fs/cgroup";
  if (existsSync(join(mount, "cgroup.controllers"))) return [join(mount, cgroupRoot)];
  return (await readdir(mount)).map((controller) => join(mount, controller, cgroupRoot));
}

/** Its share of the processor beside others that have the usual one: all pods together would count as a single process. */
const shares = { "cpu.shares": "32768", "cpu.weight": "3200" } as const;

/** A kubelet wants the folder that it is given to be there. */
export async function makeCgroups(): Promise<void> {
  for (const folder of await cgroupFolders()) {
    await mkdir(folder, { recursive: true });
    for (const [file, share] of Object.entries(shares)) {
      if (existsSync(join(folder, file))) await writeFile(join(folder, file), share);
    }
  }
}

/** A cgroup goes when the last of its processes has; the kernel may still be at it. */
export async function clearCgroups(): Promise<void> {
  for (const folder of await cgroupFolders()) {
    for (let tries = 0; existsSync(folder) && tries < 50; tries++) {
      await removeTree(folder).catch(() => sleep(100));
    }
  }
}

/** The files in it are the kernel's, and go with their folder. */
async function removeTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  }
  await rmdir(folder);
}

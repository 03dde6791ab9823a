import { spawnSync } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackLocations } from "../../../platforms/local/locations";
import type { TestStack } from "../support/stack-process";
import { crash } from "../support/units";

function system(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/** May this process mount a file system? Known before the first test runs, so that a test may be skipped. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "belfry-mount-"));
  const mounted = system("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
  if (mounted) system("umount", folder);
  rmdirSync(folder);
  return mounted;
}

/** A file system of a few MiB, on which a unit works until it is removed. */
export interface SmallDisk {
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  /** Puts the unit back on the data that it had before. */
  remove(): Promise<void>;
}

/** Mounts it over the unit's data and starts the unit on it, empty. */
export async function smallDisk(stack: TestStack, unit: string, mebibytes: number): Promise<SmallDisk> {
  const parent = join(stackLocations(stack.name, stack.env).root, "data", unit);
  const [name = ""] = readdirSync(parent);
  const folder = join(parent, name);
  const { uid, gid } = statSync(folder);
  const options = `size=${mebibytes}m,uid=${uid},gid=${gid},mode=755`;
  if (!system("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder))
    throw new Error(`cannot mount ${folder}`);
  await crash(stack, unit);
  const filler = join(folder, "filler");
  return {
    fill: () => {
      const file = openSync(filler, "w");
      const block = Buffer.alloc(4096);
      try {
        for (;;) writeSync(file, block);
      } catch {
        // Full: as it is meant.
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler, { force: true }),
    remove: async () => {
      // The unit has files open on it: detached now, gone when the unit is.
      system("umount", "--lazy", folder);
      await crash(stack, unit);
    },
  };
}

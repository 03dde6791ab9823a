import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { generateSecret } from "../../platforms/local/generate-secret";
import type { StackLocations } from "../../platforms/local/locations";
import { isCode } from "../../platforms/local/process-lock";
import { pluginFolder } from "./engine-environment";
import { writePlugins } from "./engine-plugins";

/** Less than this and servers would soon stop in the middle of a write. */
const leastFreeMib = 512;

/** Makes the stack's folder ready, or says why it cannot be; nothing else has happened by then. */
export function prepareStack(places: StackLocations): void {
  // Servers run as users of their own and read what is laid out here, whatever the umask of the shell.
  process.umask(0o022);
  writable(places.root);
  const free = freeMib(places.root);
  if (free < leastFreeMib) {
    throw new Error(
      `${places.root} has ${free} MiB left on its disk, needed are ${leastFreeMib}. Fix: make room, or set BELFRY_HOME to another disk.`,
    );
  }
  mkdirSync(places.pulumi, { recursive: true, mode: 0o700 });
  keepPassphrase(places);
  writePlugins(pluginFolder());
}

/** Room for those who may write without being root. */
export function freeMib(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor((bavail * bsize) / 1024 / 1024);
}

function writable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    accessSync(folder, constants.W_OK);
    writeFileSync(join(folder, ".writable"), "");
    rmSync(join(folder, ".writable"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The stack's folder ${folder} cannot be written: ${why}. Fix: set BELFRY_HOME to a folder of yours, on a disk with room.`,
    );
  }
}

/** Generated once: what it has encrypted can never be read with another. */
function keepPassphrase({ passphrase, settings }: StackLocations): void {
  if (existsSync(passphrase)) return;
  const encrypted = existsSync(settings) && readFileSync(settings, "utf8").includes("encryptionsalt:");
  if (encrypted) {
    throw new Error(
      `${passphrase} is gone, and the state beside it was encrypted with it. Fix: put it back, or start anew with npm run down -- --purge, which deletes the stack's data.`,
    );
  }
  try {
    writeFileSync(passphrase, generateSecret(), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
}

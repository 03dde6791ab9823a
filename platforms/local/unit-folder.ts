import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { locationsAt, type StackLocations } from "./locations";
import type { UnitInputs, UnitSpec } from "./unit";

// `files/<unit>` stands for the container's root folder, so that a path means the same whatever lies there: files are
// written into it, storage and secrets are links from it into `data/<unit>` and `secrets/<unit>`.

/** Lays out everything the unit finds on disk, and takes away the files that `before` had and it has no more. */
export function writeUnitFolder(inputs: UnitInputs, before?: UnitInputs): void {
  const { process: unit, root, stack } = inputs;
  const places = locationsAt(root, stack);
  makeParents(places);
  const [home, data, secrets] = unitFolders(places, unit.name);
  for (const folder of [home, data]) mkdirSync(folder, { recursive: true, mode: 0o755 });
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  own(secrets, unit.user);
  own(data, unit.user);

  for (const path of inputs.storage) {
    const target = join(data, path);
    if (mkdirSync(target, { recursive: true, mode: 0o755 }) !== undefined) own(target, unit.user);
    link(target, join(home, path));
  }
  for (const [path, text] of Object.entries(inputs.secrets)) {
    const target = join(secrets, path.replaceAll("/", "_"));
    writeWhole(target, text, 0o600, unit.user);
    link(target, join(home, path));
  }
  for (const [path, text] of Object.entries(inputs.files)) writeWhole(join(home, path), text, 0o644);
  for (const path of before ? [...Object.keys(before.files), ...Object.keys(before.secrets)] : []) {
    if (path in inputs.files || path in inputs.secrets) continue;
    rmSync(join(home, path), { force: true });
    rmSync(join(secrets, path.replaceAll("/", "_")), { force: true });
  }
}

/** Takes away what belongs to the declaration; what the server stored stays. */
export function removeUnitFolder({ process: unit, root, stack }: UnitInputs): void {
  const [home, , secrets] = unitFolders(locationsAt(root, stack), unit.name);
  for (const folder of [home, secrets]) rmSync(folder, { recursive: true, force: true });
}

/** The unit as the supervisor keeps it: its files as two fingerprints, what is read at the start and what while it runs. */
export function unitSpecOf({ process: unit, files, secrets, reloadable }: UnitInputs): UnitSpec {
  const all = Object.entries({ ...files, ...secrets });
  const live = new Set(reloadable);
  return {
    ...unit,
    startRevision: fingerprint(all.filter(([path]) => !live.has(path))),
    reloadRevision: fingerprint(all.filter(([path]) => live.has(path))),
  };
}

function unitFolders(places: StackLocations, unit: string): [home: string, data: string, secrets: string] {
  return [join(places.files, unit), join(places.data, unit), join(places.secrets, unit)];
}

/** Servers run as users of their own: they may pass through, and look only into what is theirs. */
function makeParents(places: StackLocations): void {
  for (const folder of [places.root, places.secrets]) mkdirSync(folder, { recursive: true, mode: 0o711 });
  for (const folder of [places.files, places.data, places.logs])
    mkdirSync(folder, { recursive: true, mode: 0o755 });
}

function fingerprint(files: readonly (readonly [string, string])[]): string {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}

function own(path: string, user: number): void {
  if (process.getuid?.() === 0) chownSync(path, user, user);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  if (lstatSync(path, { throwIfNoEntry: false })) return;
  symlinkSync(target, path);
}

/** A reader sees the old text or the new one; an unchanged file is left alone, so that nobody notices a change. */
function writeWhole(path: string, text: string, mode: number, user?: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  if (lstatSync(path, { throwIfNoEntry: false }) && readFileSync(path, "utf8") === text) return;
  writeFileSync(`${path}.new`, text, { mode });
  chmodSync(`${path}.new`, mode);
  if (user !== undefined) own(`${path}.new`, user);
  renameSync(`${path}.new`, path);
}

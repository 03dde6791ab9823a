import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isCode } from "../process-lock";
import { unitSpec } from "../unit";

const unitRecord = z.strictObject({
  spec: unitSpec,
  process: z.strictObject({ pid: z.number().int(), started: z.string() }).nullable(),
});

/** What the next supervisor must know of a unit: what to run, and which process runs it. */
export type UnitRecord = z.infer<typeof unitRecord>;

/** Writes the record in one step: a supervisor that is killed leaves the old one or the new one. */
export function writeRecord(folder: string, record: UnitRecord): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${record.spec.name}.json`);
  writeFileSync(`${file}.new`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Forgets a unit. */
export function removeRecord(folder: string, name: string): void {
  rmSync(join(folder, `${name}.json`), { force: true });
}

/** All units that should run; one that cannot be read is reported and left out. */
export function readRecords(folder: string, report: (message: string) => void): UnitRecord[] {
  return fileNames(folder).flatMap((name) => {
    try {
      return [unitRecord.parse(JSON.parse(readFileSync(join(folder, name), "utf8")))];
    } catch (error) {
      report(
        `${join(folder, name)} is not the record of a unit (${error}). Fix: delete it, then run up again.`,
      );
      return [];
    }
  });
}

function fileNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if (isCode(error, "ENOENT")) return [];
    throw error;
  }
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const program = z.strictObject({
  version: z.string(),
  binaries: z.record(z.string(), z.string()),
  /** Where the files beside the programs are: Grafana's home, PostgreSQL's installation. */
  folder: z.string(),
});
const programFile = z.record(z.string(), program);
export type Program = z.infer<typeof program>;

/** What can be had on this machine, by product: decided by `up` before the program runs, so that two runs agree. */
export type Programs = z.infer<typeof programFile>;

/** What the last `up` found; nothing before the first. */
export function readPrograms(file: string): Programs {
  if (!existsSync(file)) return {};
  try {
    return programFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Error(`${file} is not a list of programs. Fix: delete it; npm run up writes it again.`);
  }
}

/** Remembers what can be had. */
export function writePrograms(file: string, programs: Programs): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
  writeFileSync(`${file}.new`, `${JSON.stringify(programs, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

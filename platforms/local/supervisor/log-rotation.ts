import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";

// The server writes to its log itself (O_APPEND), not through a pipe: a pipe would end with the supervisor and take
// the server along. So its log is copied and cut where it stands. A line written between the last look and the cut,
// some microseconds, is lost.

const chunk = 1 << 20;

/** Cuts a log that has grown beyond `largest` bytes, keeping `kept` older files `<log>.1` … */
export function rotateLog(log: string, largest: number, kept: number): boolean {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= largest) return false;
  rmSync(`${log}.${kept}`, { force: true });
  for (let age = kept - 1; age >= 1; age--) {
    if (statSync(`${log}.${age}`, { throwIfNoEntry: false }))
      renameSync(`${log}.${age}`, `${log}.${age + 1}`);
  }
  moveContent(log, `${log}.1`);
  return true;
}

function moveContent(log: string, target: string): void {
  const from = openSync(log, "r+");
  const to = openSync(target, "w", 0o644);
  try {
    const buffer = Buffer.allocUnsafe(chunk);
    let copied = 0;
    while (fstatSync(from).size > copied) {
      const length = readSync(from, buffer, 0, chunk, copied);
      writeSync(to, buffer, 0, length);
      copied += length;
    }
    ftruncateSync(from, 0);
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

/** The last lines of a log, for an error message. */
export function lastLines(log: string, count: number, bytes = 8192): string[] {
  let file: number;
  try {
    file = openSync(log, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(bytes, size));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString("utf8").split("\n").filter(Boolean).slice(-count);
  } finally {
    closeSync(file);
  }
}

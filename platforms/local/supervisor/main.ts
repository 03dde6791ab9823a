import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { locationsAt } from "../locations";
import { takeLock } from "../process-lock";
import { supervisorServer } from "./server";
import { supervise } from "./supervisor";

/** Without a unit for so long after the start, nobody needs it. */
const idleMs = 60_000;
const rotateEveryMs = 5_000;

/** The process behind a stack: `main.ts <folder of the stack> <name>`. It ends with its last unit. */
function main(root: string, name: string): void {
  // The servers inherit it: their logs and files are read by the log collector, a user of its own.
  process.umask(0o022);
  const locations = locationsAt(root, name);
  const say = (message: string) => console.log(`${new Date().toISOString()} ${message}`);
  const lock = takeLock(join(locations.run, "supervisor.lock"));
  if (!lock.taken) {
    say(`process ${lock.holder.pid} supervises this stack already`);
    return;
  }

  const supervisor = supervise(locations, say);
  let used = !supervisor.isEmpty;
  const server = supervisorServer(supervisor, () => {
    used ||= !supervisor.isEmpty;
    if (used && supervisor.isEmpty) end("the last unit is gone");
  });

  function end(why: string): void {
    say(`ends: ${why}`);
    server.close();
    rmSync(locations.socket, { force: true });
    if (lock.taken) lock.release();
    process.exit(0);
  }

  mkdirSync(dirname(locations.socket), { recursive: true, mode: 0o700 });
  chmodSync(dirname(locations.socket), 0o700);
  rmSync(locations.socket, { force: true });
  server.listen(locations.socket, () => say(`supervises ${name} as process ${process.pid}`));
  setTimeout(() => {
    if (supervisor.isEmpty) end("nothing was ever started");
  }, idleMs);
  setInterval(() => {
    try {
      supervisor.rotateLogs();
    } catch (error) {
      say(`logs could not be rotated: ${error}`);
    }
  }, rotateEveryMs);
  // Ending the supervisor does not end the servers: the next one adopts them.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => end(signal));
}

const [, , root, name] = process.argv;
if (!root || !name) throw new Error("usage: main.ts <folder of the stack> <name of the stack>");
main(root, name);

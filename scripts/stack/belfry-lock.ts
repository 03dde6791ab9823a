import { join } from "node:path";
import type { StackLocations } from "../../platforms/local/locations";
import { takeLock } from "../../platforms/local/process-lock";

/** Runs the work while no other command changes this stack; a lock whose process is gone is taken over. */
export async function withStackLock<T>(places: StackLocations, work: () => Promise<T>): Promise<T> {
  const file = join(places.root, "command.lock");
  const lock = takeLock(file);
  if (!lock.taken) {
    const { pid, host } = lock.holder;
    throw new Error(
      `Another command works on the stack ${places.name}: process ${pid} on ${host} holds ${file}. Fix: wait for it or end it; if ${host} is no more, delete the file.`,
    );
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

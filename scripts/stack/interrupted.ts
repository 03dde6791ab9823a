import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import type { StackLocations } from "../../platforms/local/locations";
import { identityOf } from "../../platforms/local/process-identity";

const lockFile = z.object({ pid: z.number().int(), hostname: z.string() });
const deployment = z.object({ pending_operations: z.array(z.unknown()).optional() });

/**
 * Clears what a run leaves behind that was killed: the engine's lock, and operations of which nobody knows whether
 * they happened. That is safe, since creating a unit that runs already adopts it.
 */
export async function clearInterrupted(places: StackLocations, stack: Stack): Promise<void> {
  const locks = engineLocks(places);
  for (const { file, text, since } of locks) {
    const holder = lockFile.safeParse(parse(text));
    if (!holder.success) {
      throw new Error(
        `The engine's lock ${file} cannot be read. Fix: make sure that no pulumi runs, then delete it.`,
      );
    }
    const { pid, hostname: host } = holder.data;
    if (host !== hostname() || (identityOf(pid) !== undefined && since > bootTime())) {
      throw new Error(
        `A pulumi works on this stack: process ${pid} on ${host} holds ${file}. Fix: wait for it or end it; if ${host} is no more, delete the file.`,
      );
    }
  }
  if (locks.length > 0) await stack.cancel();
  const state = await stack.exportStack();
  const { pending_operations: pending = [] } = deployment.parse(state.deployment ?? {});
  if (pending.length === 0) return;
  await stack.importStack({ ...state, deployment: { ...state.deployment, pending_operations: [] } });
}

function engineLocks({ pulumi, name }: StackLocations): { file: string; text: string; since: number }[] {
  const folder = join(pulumi, ".pulumi", "locks", "organization", "belfry", name);
  if (!existsSync(folder)) return [];
  const locks = readdirSync(folder).filter((entry) => entry.endsWith(".json"));
  return locks.map((entry) => {
    const file = join(folder, entry);
    return { file, text: readFileSync(file, "utf8"), since: statSync(file).mtimeMs };
  });
}

function bootTime(): number {
  try {
    return Date.now() - Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 1000;
  } catch {
    return 0;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { stackLocations } from "../../../platforms/local/locations";
import { unitsOf } from "../../../platforms/local/supervisor/client";
import type { UnitStatus } from "../../../platforms/local/unit";
import type { TestStack } from "./stack-process";

/** What the supervisor says of each unit, by name: as `status` does, without a program to start. */
export async function units(stack: TestStack): Promise<Readonly<Record<string, UnitStatus>>> {
  const listed = (await unitsOf(stackLocations(stack.name, stack.env))) ?? [];
  return Object.fromEntries(listed.map((unit) => [unit.name, unit]));
}

/** Can this product be had on this machine? Known before the first test runs, so that a test may be skipped. */
export function isOffered(stack: TestStack, product: string): boolean {
  const { programs } = stackLocations(stack.name, stack.env);
  return product in JSON.parse(readFileSync(programs, "utf8"));
}

/** Kills the unit's process without warning and waits until the supervisor has a ready one again; when it was killed. */
export async function crash(stack: TestStack, name: string): Promise<number> {
  const before = (await units(stack))[name];
  if (!before?.pid) throw new Error(`${name} does not run`);
  process.kill(before.pid, "SIGKILL");
  const killedAt = Date.now();
  for (let tries = 0; tries < 60; tries++) {
    await sleep(500);
    const now = (await units(stack))[name];
    if (now?.state === "ready" && now.pid !== before.pid) return killedAt;
  }
  throw new Error(`${name} did not come back within 30 s`);
}

/** Keeps the unit from running: each process that the supervisor starts is killed, as if it crashed at its start. */
export async function keepDown(stack: TestStack, name: string, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    const pid = (await units(stack))[name]?.pid;
    if (pid) process.kill(pid, "SIGKILL");
    await sleep(250);
  }
}

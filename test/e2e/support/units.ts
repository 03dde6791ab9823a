import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { stackLocations } from "../../../platforms/local/locations";
import type { UnitStatus } from "../../../platforms/local/unit";
import type { TestStack } from "./stack-process";

/** What `status --json` says of each unit, by name. */
export async function units(stack: TestStack): Promise<Readonly<Record<string, UnitStatus>>> {
  const { out } = await stack.script("status", "--json");
  const listed: UnitStatus[] = JSON.parse(out).units;
  return Object.fromEntries(listed.map((unit) => [unit.name, unit]));
}

/** Can this product be had on this machine? Known before the first test runs, so that a test may be skipped. */
export function isOffered(stack: TestStack, product: string): boolean {
  const { programs } = stackLocations(stack.name, stack.env);
  return product in JSON.parse(readFileSync(programs, "utf8"));
}

/** Kills the unit's process without warning and waits until the supervisor has a ready one again. */
export async function crash(stack: TestStack, name: string): Promise<void> {
  const before = (await units(stack))[name];
  if (!before?.pid) throw new Error(`${name} does not run`);
  process.kill(before.pid, "SIGKILL");
  for (let tries = 0; tries < 60; tries++) {
    await sleep(500);
    const now = (await units(stack))[name];
    if (now?.state === "ready" && now.pid !== before.pid) return;
  }
  throw new Error(`${name} did not come back within 30 s`);
}

import { setTimeout as sleep } from "node:timers/promises";
import type { StackLocations } from "../../platforms/local/locations";
import { ensureSupervisor, unitsOf } from "../../platforms/local/supervisor/client";
import { readRecords } from "../../platforms/local/supervisor/records";
import type { UnitStatus } from "../../platforms/local/unit";

const settleWithinSeconds = 120;

/** Brings back the units of a stack whose supervisor is gone, as after a restart of the machine. */
export async function resume(places: StackLocations): Promise<UnitStatus[]> {
  if (readRecords(places.units, () => undefined).length === 0) return [];
  await ensureSupervisor(places);
  return (await unitsOf(places)) ?? [];
}

/** Waits until every unit is ready; names those that are not. */
export async function settled(places: StackLocations, signal: AbortSignal): Promise<UnitStatus[]> {
  const deadline = Date.now() + settleWithinSeconds * 1000;
  for (;;) {
    const units = (await unitsOf(places)) ?? [];
    const unready = units.filter(({ state }) => state !== "ready");
    if (unready.length === 0) return units;
    signal.throwIfAborted();
    if (Date.now() > deadline) {
      const names = unready.map(({ name, state, lastEnd }) => `${name} (${lastEnd ?? state})`).join(", ");
      throw new Error(`Waited ${settleWithinSeconds} s for ${names}. Fix: see the logs in ${places.logs}.`);
    }
    await sleep(200);
  }
}

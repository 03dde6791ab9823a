import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { locationsAt, type StackLocations } from "./locations";
import { isAlive } from "./process-identity";
import { ensureUnit, removeUnit, unitsOf } from "./supervisor/client";
import { lastLines } from "./supervisor/log-rotation";
import { readRecords } from "./supervisor/records";
import { type UnitInputs, unitInputs } from "./unit";
import { removeUnitFolder, unitSpecOf, writeUnitFolder } from "./unit-folder";

/** What the dynamic provider asks for; secrets come on standard input, never as an argument. */
const request = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("create"), unit: unitInputs }),
  z.strictObject({ action: z.literal("update"), unit: unitInputs, before: unitInputs }),
  z.strictObject({ action: z.literal("read"), unit: unitInputs }),
  z.strictObject({ action: z.literal("delete"), unit: unitInputs }),
]);
export type UnitRequest = z.infer<typeof request>;

/** Ends of the process during one start after which more waiting helps nobody. */
const hopelessAfterEnds = 3;

/** Does one thing to one unit; `read` answers whether it is there. */
export async function unitCommand(asked: UnitRequest): Promise<{ present: boolean }> {
  const { unit } = asked;
  const places = locationsAt(unit.root, unit.stack);
  switch (asked.action) {
    case "read":
      return { present: await isPresent(places, unit.process.name) };
    case "delete":
      await removeUnit(places, unit.process.name);
      removeUnitFolder(unit);
      return { present: false };
    case "create":
    case "update":
      writeUnitFolder(unit, asked.action === "update" ? asked.before : undefined);
      await ensureUnit(places, unitSpecOf(unit));
      await waitUntilReady(places, unit).catch(async (error: unknown) => {
        // Pulumi forgets a unit whose creation failed, so nothing of it may stay behind.
        if (asked.action === "create") await removeUnit(places, unit.process.name);
        throw error;
      });
      return { present: true };
  }
}

async function waitUntilReady(places: StackLocations, unit: UnitInputs): Promise<void> {
  const { name, readyWithinSeconds } = unit.process;
  const deadline = Date.now() + readyWithinSeconds * 1000;
  for (;;) {
    const status = (await unitsOf(places))?.find((found) => found.name === name);
    if (status?.state === "ready") return;
    const hopeless =
      status === undefined || (status.state === "backing-off" && status.restarts >= hopelessAfterEnds);
    if (!hopeless && Date.now() < deadline) {
      await sleep(100);
      continue;
    }
    const log = join(places.logs, `${name}.log`);
    const what = hopeless
      ? `ends each time it is started (${status?.lastEnd ?? "unknown"})`
      : `was not ready within ${readyWithinSeconds} s`;
    const words = withoutSecrets(lastLines(log, 8).join("\n  "), Object.values(unit.secrets));
    const notes = (status?.notes ?? []).map((note) => ` (${note})`).join("");
    throw new Error(`${name} ${what}${notes}. Fix: see its log ${log}, which ends with\n  ${words}`);
  }
}

/** Only looks: nothing is started in order to find out. */
async function isPresent(places: StackLocations, name: string): Promise<boolean> {
  const units = await unitsOf(places);
  if (units)
    return units.some(
      (unit) => unit.name === name && unit.state !== "backing-off" && unit.state !== "stopped",
    );
  const record = readRecords(places.units, () => undefined).find(({ spec }) => spec.name === name);
  return record?.process ? isAlive(record.process) : false;
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length > 3)
    .reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text);
}

async function main(): Promise<void> {
  // The engine's is stricter, and servers run as users of their own.
  process.umask(0o022);
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part));
  const asked = request.parse(JSON.parse(Buffer.concat(parts).toString("utf8")));
  process.stdout.write(JSON.stringify(await unitCommand(asked)));
}

if (require.main === module) {
  main().catch((error: unknown) => {
    const plain = error instanceof Error ? error.message : String(error);
    console.error(process.env.BELFRY_DEBUG && error instanceof Error ? error.stack : plain);
    process.exitCode = 1;
  });
}

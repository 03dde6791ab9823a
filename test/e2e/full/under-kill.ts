import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { holds } from "../support/eventually";
import type { TestStack } from "../support/stack-process";
import { crash } from "../support/units";
import type { Load, Numbered } from "./numbered";
import { lostOf, sendNumbered } from "./numbered";

/** The steady pace at which records are sent while a server is killed, and how many that makes. */
export const pace = { perSecond: 20, seconds: 12 } as const;
export const sentInAll = pace.perSecond * pace.seconds;

/** Tells the records of this run from those of others. */
export const run = randomBytes(6).toString("hex");

export const measured: string[] = [];

export function measure(path: string, { acknowledged, repeated }: Numbered, lost: number, more = ""): void {
  measured.push(`${path}: ${acknowledged.size} taken, ${repeated} sent again, ${lost} lost${more}`);
}

/** Sends all the loads at once and kills the unit in their midst; when, and what became of the records. */
export async function underKill<const Loads extends readonly Load[]>(
  stack: TestStack,
  unit: string,
  loads: Loads,
  afterSeconds = 5,
): Promise<{ killedAt: number; sent: { readonly [Index in keyof Loads]: Numbered } }> {
  const sent = Promise.all(loads.map(sendNumbered));
  await sleep(afterSeconds * 1000);
  const killedAt = await crash(stack, unit);
  return { killedAt, sent: (await sent) as { [Index in keyof Loads]: Numbered } };
}

/** Nothing that was acknowledged is missing, once `found` has seen all of it. */
export async function expectAll(
  path: string,
  sent: Numbered,
  found: () => Promise<ReadonlySet<number>>,
): Promise<void> {
  expect(sent.acknowledged.size).toBe(sentInAll);
  await holds(`${path}: all that was taken`, 60, async () => expect(lostOf(sent, await found())).toEqual([]));
  measure(path, sent, 0);
}

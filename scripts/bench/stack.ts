import { setTimeout as wait } from "node:timers/promises";
import { loadCatalog } from "../../catalog";
import { plainTable } from "../stack/units-table";
import { unitUrl } from "../unit-url";
import { type RuleCost, sloCost } from "./rules";
import { secondsUntilPaged, secondsUntilSeen } from "./seen";
import { trialStack } from "./trial-stack";

/** So long servers have had nothing to do before their memory is read. */
const restSeconds = 60;

/** What a whole stack takes, in seconds and MiB. */
export interface StackMeasures {
  readonly firstUp: number;
  readonly secondUp: number;
  /** Resident at rest: nobody sends anything but the stack itself. */
  readonly atRest: Readonly<Record<string, number>>;
  /** Resident with the five systems at their normal load. */
  readonly underLoad: Readonly<Record<string, number>>;
  /** From sending to being found: the middle and the worst of a minute's records. */
  readonly seen: Readonly<Record<string, { readonly median: number; readonly worst: number }>>;
  /** From the end of pulsecal to its page. */
  readonly paged: number;
  readonly rules: RuleCost;
}

function spread(values: readonly number[]): { median: number; worst: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, worst: sorted.at(-1) ?? Number.NaN };
}

async function loaded(): Promise<Omit<StackMeasures, "atRest">> {
  const stack = await trialStack({});
  try {
    const firstUp = await stack.timed("up");
    const secondUp = await stack.timed("up");
    const seen = await secondsUntilSeen(stack);
    const underLoad = Object.fromEntries(await stack.memory());
    const slos = loadCatalog().reduce((sum, service) => sum + (service.slos ?? []).length, 0);
    const rules = await sloCost(unitUrl(stack.places, "prometheus", "http"), slos);
    return {
      ...{ firstUp, secondUp, underLoad, rules },
      seen: Object.fromEntries([...seen].map(([path, values]) => [path, spread(values)])),
      paged: await secondsUntilPaged(stack),
    };
  } finally {
    await stack.remove();
  }
}

async function resting(): Promise<StackMeasures["atRest"]> {
  const stack = await trialStack({ simulate: false });
  try {
    await stack.timed("up");
    await wait(restSeconds * 1000);
    return Object.fromEntries(await stack.memory());
  } finally {
    await stack.remove();
  }
}

/** Brings two stacks up, one after the other, and takes them down: about six minutes. */
export async function measureStack(): Promise<StackMeasures> {
  return { ...(await loaded()), atRest: await resting() };
}

const seconds = (value: number) => `${value.toFixed(1)} s`;

/** The measures for people. */
export function printed({ firstUp, secondUp, atRest, underLoad, seen, paged, rules }: StackMeasures): string {
  const paths = Object.entries(seen).map(([path, { median, worst }]) => [
    `a ${path} until it is found`,
    `${seconds(median)}, at most ${seconds(worst)}`,
  ]);
  const times = plainTable(
    ["WHAT", "TAKES"],
    [
      ["up, programs in the cache", seconds(firstUp)],
      ["up once more", seconds(secondUp)],
      ...paths,
      ["a service that ends until the page", seconds(paged)],
      [`evaluations of an SLO's ${rules.rules} rules`, `${rules.evaluationsPerMinute} a minute`],
      ["which take", `${rules.msPerMinute.toFixed(1)} ms a minute`],
    ],
  );
  const rows = Object.keys(underLoad)
    .toSorted()
    .map((name) => [name, name in atRest ? `${atRest[name]} MiB` : "-", `${underLoad[name]} MiB`]);
  return `${times}\n\n${plainTable(["SERVER", "AT REST", "UNDER LOAD"], rows)}`;
}

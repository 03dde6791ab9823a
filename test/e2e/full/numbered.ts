import { setTimeout as sleep } from "node:timers/promises";

/** What became of numbered records. */
export interface Numbered {
  /** When the receiver took each, by its number; milliseconds since 1970. */
  readonly acknowledged: ReadonlyMap<number, number>;
  /** How many had to be sent again. */
  readonly repeated: number;
}

export interface Load {
  readonly perSecond: number;
  readonly seconds: number;
  /** Again until it is taken; what knows no acknowledgement is sent once. @default true */
  readonly again?: boolean;
  /** For how long it is sent again. @default 90 s */
  readonly patienceSeconds?: number;
  /** Resolves when the receiver has taken the record. */
  send(number: number, sentAt: number): Promise<void>;
}

const againAfterMs = 500;

/** Sends records 0, 1, 2 … at a pace, whatever becomes of those before, each with the time at which it was first sent. */
export async function sendNumbered(load: Load): Promise<Numbered> {
  const { perSecond, seconds, again = true, patienceSeconds = 90, send } = load;
  const acknowledged = new Map<number, number>();
  let repeated = 0;
  const one = async (number: number): Promise<void> => {
    const sentAt = Date.now();
    for (let attempt = 1; Date.now() - sentAt < patienceSeconds * 1000; attempt++) {
      const taken = await send(number, sentAt).then(
        () => true,
        () => false,
      );
      if (taken) {
        acknowledged.set(number, Date.now());
        return;
      }
      if (!again) return;
      if (attempt === 1) repeated += 1;
      await sleep(againAfterMs);
    }
  };
  const all: Promise<void>[] = [];
  const began = Date.now();
  for (let number = 0; number < perSecond * seconds; number++) {
    await sleep(Math.max(0, began + (number * 1000) / perSecond - Date.now()));
    all.push(one(number));
  }
  await Promise.all(all);
  return { acknowledged, repeated };
}

/** What was acknowledged and is not there. */
export function lostOf({ acknowledged }: Numbered, found: ReadonlySet<number>): readonly number[] {
  return [...acknowledged.keys()].filter((number) => !found.has(number)).sort((a, b) => a - b);
}
